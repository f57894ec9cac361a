import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOrStandIn, Ref, visibleName } from './scalar';

describe('visibleName', () => {
  test('keeps unusual but harmless names', () => {
    for (const name of [
      'a b',
      'Übergrößen.txt',
      '報告書.pdf',
      '-rf',
      '<img src=x>',
      '"quoted" & \'single\'',
      '👩‍👩‍👧.png',
      'עברית.txt',
    ])
      expect(visibleName(name)).toBe(name);
  });

  test('makes invisible and direction-changing characters visible', () => {
    expect(visibleName('two\nlines\t')).toBe('two␊lines␉');
    expect(visibleName('bill\u202Efdp.exe')).toBe('bill\uFFFDfdp.exe');
    expect(visibleName(' padded  ')).toBe('␣padded␣␣');
    expect(visibleName('del\u007F')).toBe('del␡');
  });

  test('returns no control character and no invisible name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
        expect(visibleName(name)).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
        expect(visibleName(name)).not.toMatch(/^ | $/);
      }),
    );
  });
});

describe('nameOrStandIn', () => {
  test('replaces an invisible name by the id of the platform', () => {
    for (const name of ['', '   ', '\u200b\u200b', '\u2800', '\u3164', '\u00a0\u2003', '\u202e', '\n\t'])
      expect(nameOrStandIn(name, 'vm-7')).toBe('␣ vm-7');
    for (const name of ['web-01', ' . ', '報告', 'é']) expect(nameOrStandIn(name, 'vm-7')).toBe(name);
  });

  test('serializes every name of an API response with its invisible characters shown', () => {
    expect(Ref.parse({ guid: 'g', name: 'web\u202e10\u200b' })).toEqual({ guid: 'g', name: 'web\ufffd10\ufffd' });
  });
});
