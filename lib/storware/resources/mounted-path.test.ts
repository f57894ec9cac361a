import { describe, expect, test } from 'vitest';
import { lastNameOf, mountedFolder, mountedPath } from '@/lib/storware/resources/mounts';

describe('paths within a mounted file system', () => {
  test.each(['/', '/etc/hosts', '/a b/…/ü', '/..data', '/a../b'])('accepts %s', (path) => {
    expect(mountedPath(path)).toBe(path);
  });

  test.each(['', 'etc/hosts', '/../etc', '/a/..', '/a/./b', '/a\0b', `/${'x'.repeat(5_000)}`])('refuses %j', (path) => {
    expect(() => mountedPath(path)).toThrow(expect.objectContaining({ code: 'validation_failed' }) as Error);
  });

  test('a folder path ends with one slash', () => {
    expect([mountedFolder('/'), mountedFolder('/etc'), mountedFolder('/etc/')]).toEqual(['/', '/etc/', '/etc/']);
  });

  test('returns the last name', () => {
    expect([lastNameOf('/'), lastNameOf('/etc/hosts'), lastNameOf('/var/log/')]).toEqual([null, 'hosts', 'log']);
  });
});
