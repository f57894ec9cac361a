import { describe, expect, test } from 'vitest';
import { expectedFileName, finalFileName } from './downloads';

describe('the name of a download', () => {
  test('is that of the file, or of what the archive contains', () => {
    expect(expectedFileName({ kind: 'file', baseName: 'a.tar.gz' })).toBe('a.tar.gz');
    expect(expectedFileName({ kind: 'archive', baseName: 'etc' })).toBe('etc.tar');
  });

  test('gets the extension from Storware only once', () => {
    expect(finalFileName('etc.tar', 'files.tar')).toBe('etc.tar');
    expect(finalFileName('etc.tar', 'files.zip')).toBe('etc.zip');
    expect(finalFileName('current', 'current.tar')).toBe('current.tar');
    expect(finalFileName('notes.txt', 'notes.txt')).toBe('notes.txt');
    expect(finalFileName('ünï.txt', '_n_.txt')).toBe('ünï.txt');
    expect(finalFileName('etc.tar', null)).toBe('etc.tar');
  });
});
