import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderAbove, foldersTo, nameOf, readFolder } from './folder-address';

const name = fc.string({ minLength: 1 }).filter((text) => !/[/\0]/.test(text));
const path = fc.array(name, { maxLength: 12 }).map((names) => `/${names.join('/')}`);

describe('folders of a path', () => {
  test('the parent of each is the one before, and that of the first is the root', () => {
    fc.assert(
      fc.property(path, (given) => {
        const folders = ['/', ...foldersTo(given).map((folder) => folder.path)];
        for (const [index, folder] of folders.entries())
          expect(folderAbove(folder)).toBe(index === 0 ? null : folders[index - 1]);
        expect(folders.at(-1)).toBe(given);
      }),
    );
  });

  test('are named after their last part', () => {
    expect(foldersTo('/srv/my files')).toEqual([
      { name: 'srv', path: '/srv' },
      { name: 'my files', path: '/srv/my files' },
    ]);
    expect([nameOf('/srv/my files'), nameOf('/')]).toEqual(['my files', '']);
  });
});

describe('readFolder', () => {
  test('keeps every path, also with blanks and percent signs', () => {
    fc.assert(
      fc.property(path, (given) => {
        expect(readFolder(given)).toBe(given);
      }),
    );
  });

  test('normalises slashes and returns the root for an invalid path', () => {
    expect(readFolder('//srv///wide/')).toBe('/srv/wide');
    for (const text of [null, '', 'srv', `/${'a'.repeat(5000)}`, '/a\0b']) expect(readFolder(text)).toBe('/');
  });
});
