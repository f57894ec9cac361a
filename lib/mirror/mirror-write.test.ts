import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storableJson } from './mirror-write';

describe('storableJson', () => {
  test('keeps every ordinary text and replaces what PostgreSQL refuses', () => {
    expect(storableJson(['web-01', 'Größe 😀', 'a\0b', 'half \uD83D', '\uDE00 half'])).toBe(
      JSON.stringify(['web-01', 'Größe 😀', 'a\uFFFDb', 'half \uFFFD', '\uFFFD half']),
    );
  });

  test('a date that PostgreSQL cannot read becomes null', () => {
    expect(storableJson([new Date(8.64e15), new Date('2026-01-01T00:00:00Z')])).toBe(
      '[null,"2026-01-01T00:00:00.000Z"]',
    );
  });

  test('no text leads to an escape that jsonb refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
        expect(storableJson({ text, other: String.fromCharCode(...units) })).not.toMatch(
          /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i,
        );
      }),
    );
  });
});
