import { describe, expect, test } from 'vitest';
import { canonicalPath, childOf, splitPath } from './files';

describe('canonicalPath', () => {
  test.each([
    ['/', '/'],
    ['//', '/'],
    ['/etc/', '/etc'],
    ['/a//b///c/', '/a/b/c'],
    ['/name with  spaces\nand more', '/name with  spaces\nand more'],
    ['/...', '/...'],
  ])('%j is %j', (given, path) => {
    expect(canonicalPath(given, 'path')).toBe(path);
  });

  test.each(['/..', '/a/../b', '/a/./b', 'relative', '', '/zero\0'])('refuses %j and names its field', (given) => {
    expect(() => canonicalPath(given, 'paths.3')).toThrow(
      expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ path: 'paths.3' })] }),
    );
  });
});

describe('splitPath and childOf', () => {
  test('are each other’s inverse', () => {
    for (const path of ['/a', '/a/b', '/a b/ü']) {
      const parts = splitPath(path);
      expect(parts && childOf(parts.folder, parts.name)).toBe(path);
    }
    expect(splitPath('/')).toBeNull();
  });
});
