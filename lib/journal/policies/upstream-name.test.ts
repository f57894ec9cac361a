import { describe, expect, test } from 'vitest';
import { nameForm, nextName, says, upstreamPolicyName, upstreamScheduleName, withSuffix } from './upstream-name';

describe("the name of a tenant's policy in Storware", () => {
  test('names the tenant and its name for the policy', () => {
    expect(upstreamPolicyName('acme', 'Gold')).toBe('acme · Gold');
    expect(upstreamScheduleName('acme', 'Gold', 'Every night')).toBe('acme · Gold · Every night');
  });

  test("has no invisible or unstorable characters, and fits Storware's limit", () => {
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

  test('stays when it has the same meaning already, also numbered or with a suffix', () => {
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

  test('is numbered for several schedules of one definition', () => {
    const taken = new Set<string>(['a · b · 2']);
    expect([1, 2, 3].map(() => nextName('a · B', taken))).toEqual(['a · B', 'a · B · 3', 'a · B · 4']);
  });
});
