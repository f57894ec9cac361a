import { describe, expect, test } from 'vitest';
import { nameForm, nextName, says, upstreamPolicyName, upstreamScheduleName, withSuffix } from './upstream-name';

describe('what Storware calls a tenant’s policy', () => {
  test('names the owner and what the tenant calls it', () => {
    expect(upstreamPolicyName('acme', 'Gold')).toBe('acme · Gold');
    expect(upstreamScheduleName('acme', 'Gold', 'Every night')).toBe('acme · Gold · Every night');
  });

  test('is without what can’t be seen or stored, and fits into what Storware allows', () => {
    expect(upstreamPolicyName('acme', ' a\u202Eb\u200Bc\u00A0\\ \u{1F525} ')).toBe('acme · a b c /');
    expect(upstreamPolicyName('acme', '\u{1F525}')).toBe('acme · Unnamed');
    const longest = upstreamScheduleName('a'.repeat(40), 'b'.repeat(100), 'c'.repeat(100));
    expect(
      withSuffix(
        nextName(
          longest,
          new Set(
            Array.from({ length: 99 }, (_, index) => nameForm(index === 0 ? longest : `${longest} · ${index + 1}`)),
          ),
        ),
      ).length,
    ).toBeLessThanOrEqual(255);
  });

  test('stays as it is when it says the same already, also numbered or with a suffix', () => {
    const base = 'acme · Gold';
    for (const held of [
      base,
      'ACME · gold',
      `uuid_1234_${base}`,
      `${base} · 12`,
      withSuffix(base),
      withSuffix(`${base} · 3`),
    ])
      expect(says(held, base), held).toBe(true);
    for (const held of [
      'acme-policy-cdx4zssgstkq',
      'acme · Golden',
      'acme · Gold · Nightly',
      'acme · Gol',
      'globex · Gold',
    ])
      expect(says(held, base), held).toBe(false);
  });

  test('of several schedules for one is numbered', () => {
    const taken = new Set<string>(['a · b · 2']);
    expect([1, 2, 3].map(() => nextName('a · B', taken))).toEqual(['a · B', 'a · B · 3', 'a · B · 4']);
  });
});
