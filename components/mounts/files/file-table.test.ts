import { describe, expect, test } from 'vitest';
import { wordsOf } from '@/lib/client/testing/words';
import { downloadRefusal, emptyFileSelection, selectedIn, sizeOfFiles, withSelectedFiles } from './file-table';
import type { SelectedFile } from './file-table';

const t = await wordsOf('mounts');
const file = (name: string, changes: Partial<SelectedFile> = {}): SelectedFile => ({
  name,
  path: `/srv/${name}`,
  type: 'FILE',
  sizeBytes: 10,
  ...changes,
});
const mapOf = (...files: SelectedFile[]) => new Map(files.map((each) => [each.path, each]));

describe('a selection of files', () => {
  test('is kept over pages of its folder and is empty in another', () => {
    const first = withSelectedFiles(emptyFileSelection.files, new Set(['/srv/a']), [file('a'), file('b')]);
    const both = withSelectedFiles(first, new Set(['/srv/a', '/srv/z']), [file('y'), file('z')]);
    expect([...both.keys()]).toEqual(['/srv/a', '/srv/z']);
    expect(selectedIn({ folder: '/srv', files: both }, '/srv').size).toBe(2);
    expect(selectedIn({ folder: '/srv', files: both }, '/srv/wide').size).toBe(0);
  });

  test('has a size only when all sizes are known', () => {
    expect(sizeOfFiles(mapOf(file('a'), file('b')).values())).toBe(20);
    expect(sizeOfFiles([file('a'), file('folder', { type: 'DIRECTORY', sizeBytes: 4096 })])).toBeNull();
    expect(sizeOfFiles([file('a', { sizeBytes: null })])).toBeNull();
  });

  test('excludes what the backup system could not read', () => {
    expect((['FILE', 'DIRECTORY', 'LINK'] as const).map((type) => downloadRefusal({ type }, t))).toEqual([
      null,
      null,
      null,
    ]);
    expect(downloadRefusal({ type: 'BROKEN_LINK' }, t)).toContain('does not exist');
    expect(downloadRefusal({ type: 'OTHER' }, t)).not.toBeNull();
  });
});
