import { describe, expect, test } from 'vitest';
import { formatsOf } from '@/lib/client/testing/words';

const at = '2026-11-24T01:00:00Z';
/** Versions of ICU differ in narrow and plain spaces. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  test('use the language', async () => {
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

  test('count days with the plural forms of the language', async () => {
    const now = Date.parse(at);
    const ago = (days: number): string => new Date(now - days * 86_400_000).toISOString();
    const pl = await formatsOf('UTC', 'pl');
    expect([1, 2, 5].map((days) => pl.relative(ago(days), now))).toEqual(['1 dzień temu', '2 dni temu', '5 dni temu']);
    const de = await formatsOf('UTC', 'de');
    expect([1, 2].map((days) => de.relative(ago(days), now))).toEqual(['vor 1 Tag', 'vor 2 Tagen']);
  });

  test('show the two largest units of a duration', async () => {
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

  test('an age stays a duration beyond a month, where other times turn into a date', async () => {
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

describe('exact', () => {
  test('names the zone, with its summer time', async () => {
    const [berlin, utc] = await Promise.all([formatsOf('Europe/Berlin'), formatsOf('UTC')]);
    expect(berlin.exact(at)).toBe('Tue 24 Nov 2026, 02:00:00 CET');
    expect(berlin.exact('2026-07-24T01:00:00.000Z')).toBe('Fri 24 Jul 2026, 03:00:00 CEST');
    expect(utc.exact('2026-11-24T00:00:00.000Z')).toBe('Tue 24 Nov 2026, 00:00:00 UTC');
    expect(berlin.exact(at, 'UTC')).toBe('Tue 24 Nov 2026, 01:00:00 UTC');
  });
});

describe('clock', () => {
  test('shows midnight as 00', async () => {
    expect((await formatsOf('UTC')).clock('2026-11-24T00:00:05.000Z')).toBe('00:00:05');
  });
});

describe('name', () => {
  test('formats a recovery point named by its time like every time', async () => {
    const { name } = await formatsOf('Europe/Warsaw');
    expect(name('2026-11-26T22:04:34.626Z')).toBe('26 Nov 2026, 23:04');
    expect(name('before the upgrade')).toBe('before the upgrade');
  });
});

describe('relative', () => {
  const now = Date.parse('2026-11-24T12:00:00.000Z');
  const from = (offsetMs: number) => new Date(now + offsetMs).toISOString();

  test('distinguishes past and future', async () => {
    const { relative } = await formatsOf('UTC');
    expect(relative(from(-5_000), now)).toBe('just now');
    expect(relative(from(30_000), now)).toBe('in a moment');
    // The page's clock lags by up to 15 s, so a past event may seem to be in the future.
    expect(relative(from(15_000), now)).toBe('now');
    expect(relative(from(-180_000), now)).toBe('3 min ago');
    expect(relative(from(5 * 3_600_000), now)).toBe('in 5 h');
    expect(relative(from(-26 * 3_600_000), now)).toBe('1 day ago');
  });

  test('turns into a date after a month', async () => {
    expect((await formatsOf('UTC')).relative(from(-40 * 86_400_000), now)).toBe('15 Oct 2026');
  });

  test('rounds remaining time up, and says when an estimate has passed', async () => {
    const { remaining } = await formatsOf('UTC');
    expect(remaining(from(200_000), now)).toBe('about 4 min left');
    expect(remaining(from(20_000), now)).toBe('less than a minute left');
    expect(remaining(from(-1), now)).toBe('longer than usual');
    expect(remaining(null, now)).toBeNull();
  });
});

describe('duration', () => {
  test('shows whole units, and a dash for an unknown duration', async () => {
    const { duration } = await formatsOf('UTC');
    expect([400, 59_999, 65_000].map(duration)).toEqual(['< 1 s', '59 s', '1 min 05 s']);
    expect([null, -5].map(duration)).toEqual(['–', '–']);
  });

  test('separates waiting from work, and omits unknown times', async () => {
    const { timeParts } = await formatsOf('UTC');
    expect(timeParts({ waitedMs: 279_000, workedMs: 14_000 })).toBe('waited 4 min 39 s, worked 14 s');
    expect(timeParts({ waitedMs: 400, workedMs: 14_000 })).toBe('worked 14 s');
    expect(timeParts({ waitedMs: null, workedMs: null })).toBe('–');
  });
});

describe('bytes', () => {
  test('keep three significant digits at most, and never show 1,024 of a unit', async () => {
    const { bytes } = await formatsOf('UTC');
    expect([0, 1023, 1536, 1024 ** 3 * 1.2345, 1024 ** 3 * 12.345, 1024 ** 4 * 250].map(bytes)).toEqual([
      '0 B',
      '1,023 B',
      '1.5 KiB',
      '1.23 GiB',
      '12.3 GiB',
      '250 TiB',
    ]);
    expect(bytes(1024 ** 3 - 1)).toBe('1 GiB');
  });

  test('are a dash when unknown', async () => {
    const { bytes } = await formatsOf('UTC');
    expect([null, Number.NaN, -1].map(bytes)).toEqual(['–', '–', '–']);
  });
});
