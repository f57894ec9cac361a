import { describe, expect, test } from 'vitest';
import { formatsOf } from '@/lib/client/testing/words';

const at = '2026-11-24T01:00:00Z';
/** Some versions of ICU put a narrow space where others put a plain one. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  test('are those of the language', async () => {
    const [en, de, pl] = await Promise.all([
      formatsOf('Europe/Warsaw', 'en'),
      formatsOf('Europe/Warsaw', 'de'),
      formatsOf('Europe/Warsaw', 'pl'),
    ]);
    expect(en.exact(at)).toBe('Tue 24 Nov 2026, 02:00:00 CET');
    expect(plain(de.exact(at))).toBe('Di., 24. Nov. 2026, 02:00:00 MEZ');
    expect(plain(pl.exact(at))).toBe('wt., 24 lis 2026, 02:00:00 CET');
    expect([en.number(1234567), plain(de.number(1234567)), plain(pl.number(1234567))]).toEqual([
      '1,234,567',
      '1.234.567',
      '1 234 567',
    ]);
    expect([en.bytes(1_342_177_280), de.bytes(1_342_177_280)]).toEqual(['1.25 GiB', '1,25 GiB']);
  });

  test('count days as the language does', async () => {
    const now = Date.parse(at);
    const ago = (days: number): string => new Date(now - days * 86_400_000).toISOString();
    const pl = await formatsOf('UTC', 'pl');
    expect([1, 2, 5].map((days) => pl.relative(ago(days), now))).toEqual(['1 dzień temu', '2 dni temu', '5 dni temu']);
    const de = await formatsOf('UTC', 'de');
    expect([1, 2].map((days) => de.relative(ago(days), now))).toEqual(['vor 1 Tag', 'vor 2 Tagen']);
  });

  test('say the two largest units of a length of time', async () => {
    const { duration } = await formatsOf('UTC');
    expect([null, 0, 999, 1000, 62_000, 3_900_000, 3_600_000, 90_000_000, 86_400_000].map(duration)).toEqual([
      '–',
      '< 1 s',
      '< 1 s',
      '1 s',
      '1 min 02 s',
      '1 h 05 min',
      '1 h',
      '1 d 1 h',
      '1 d',
    ]);
  });

  test('an age stays a length of time beyond a month, where other times turn into a date', async () => {
    const now = Date.parse(at);
    const ago = (days: number): string => new Date(now - days * 86_400_000).toISOString();
    const age = async (language: 'en' | 'de' | 'pl') => {
      const { relative } = await formatsOf('UTC', language);
      return [3, 40, 150, 900].map((days) => relative(ago(days), now, 'distance'));
    };
    expect((await formatsOf('UTC')).relative(ago(40), now)).toBe('15 Oct 2026');
    expect(await age('en')).toEqual(['3 days ago', '40 days ago', '5 months ago', '2 years ago']);
    expect(await age('de')).toEqual(['vor 3 Tagen', 'vor 40 Tagen', 'vor 5 Monaten', 'vor 2 Jahren']);
    expect(await age('pl')).toEqual(['3 dni temu', '40 dni temu', '5 miesięcy temu', '2 lata temu']);
  });
});
