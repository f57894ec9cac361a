import { describe, expect, test } from 'vitest';
import { fileNameOf } from '@/lib/storware/resources/mounts';

describe('fileNameOf', () => {
  test.each<[string | undefined, string | null, string | null]>([
    [undefined, null, null],
    ['attachment', null, null],
    ['attachment; filename=hosts', null, 'hosts'],
    ['attachment; filename=_hosts_', null, 'hosts'],
    ['attachment; filename=_my notes.txt_', 'my notes.txt', 'my notes.txt'],
    ['attachment; filename=__init__.py', '__init__.py', '__init__.py'],
    ['attachment; filename=__', null, '__'],
    ['attachment; filename=__wrapped__', '_wrapped_', '_wrapped_'],
    ['attachment; filename=__wrapped__', '__wrapped__', '__wrapped__'],
    ['attachment; filename="quoted \\"name\\".txt"', null, 'quoted "name".txt'],
    ['attachment; filename="_kept_"', null, '_kept_'],
    ["attachment; filename=x; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt", null, 'naïve €.txt'],
    ["attachment; filename=x; filename*=UTF-8''%ZZ", null, 'x'],
    ['attachment; filename=_/etc/passwd_', null, 'passwd'],
    ['attachment; filename="..\\\\..\\\\evil.exe"', null, 'evil.exe'],
    ['attachment; filename="a\u0000\u202Eb"', null, 'ab'],
    ['attachment; filename=..', null, null],
    ['attachment; filename=', null, null],
  ])('%s, expecting %s, is called %s', (header, expected, name) => {
    expect(fileNameOf(header, expected)).toBe(name);
  });
});
