import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visibleName } from './visible-name';

describe('visibleName', () => {
  test('leaves names alone that are only unusual', () => {
    for (const name of ['a b', 'Übergrößen.txt', '報告書.pdf', '-rf', '<img src=x>', '"quoted" & \'single\'', '👩‍👩‍👧.png', 'עברית.txt']) expect(visibleName(name)).toBe(name);
  });

  test('shows what could not be seen, or would turn the rest around', () => {
    expect(visibleName('two\nlines\t')).toBe('two␊lines␉');
    expect(visibleName('bill\u202Efdp.exe')).toBe('bill\uFFFDfdp.exe');
    expect(visibleName(' padded  ')).toBe('␣padded␣␣');
    expect(visibleName('del\u007F')).toBe('del␡');
  });

  test('never has a control character or an empty look', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
        expect(visibleName(name)).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
        expect(visibleName(name)).not.toMatch(/^ | $/);
      }),
    );
  });
});
