import { describe, expect, test } from 'vitest';
import { parseElement } from './parse';
import { WireFileEntry } from './wire-mount';

const usual = {
  name: 'a.txt',
  fileType: { name: 'REGULAR_FILE', description: 'Regular file' },
  size: 12,
  modified: 1_764_000_000_000,
  owner: 'root',
  group: 'root',
  permissions: ['OWNER_READ', { name: 'GROUP_READ' }, 7],
};
const { schema, name } = WireFileEntry;

describe('an entry of a folder', () => {
  test.each([
    ['the usual one', usual],
    ['a bare enum', { ...usual, fileType: 'DIRECTORY' }],
    ['without permissions', { ...usual, permissions: null }],
    ['of no size', { ...usual, size: 0 }],
    ['with numbers as texts', { ...usual, size: '12', modified: '1764000000000' }],
    ['with a numeric owner', { ...usual, owner: 0, group: 1000 }],
    ['with nothing but its name and type', { name: 'x', fileType: 'SYMLINK' }],
    ['with a time that is none', { ...usual, modified: 0 }],
    ['with empty owners', { ...usual, owner: '', group: '' }],
    ['with a size that is none', { ...usual, size: { bytes: 12 } }],
    ['without a name', { ...usual, name: '' }],
    ['without a type', { ...usual, fileType: {} }],
    ['no object', 'a.txt'],
    ['a list', []],
  ])('%s gives the same result with and without the schema', (_what, value) => {
    expect(parseElement(WireFileEntry, value)).toEqual(parseElement({ name, schema }, value));
  });
});
