import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intendedRuns, previewRuns } from './intended-runs';
import type { ScheduleIntent } from './schedule-intent';
import { daily, every, makeIntent } from './testing/make-intent';

/** Runs as `local date time → UTC time mark`. */
function shown(intent: ScheduleIntent, after: string, count: number): string[] {
  return previewRuns(intent, new Date(after), count).map(
    ({ at, local, change }) =>
      `${local.date} ${local.time} ${at.toISOString().slice(11, 16)}Z${change === null ? '' : ` ${change.kind}`}`,
  );
}

describe('intendedRuns at a change of summer time', () => {
  test.each([
    [
      'Warsaw, March',
      daily('Europe/Warsaw', '02:00'),
      '2026-03-28T00:30Z',
      ['2026-03-28 02:00 01:00Z', '2026-03-29 03:00 01:00Z MOVED', '2026-03-30 02:00 00:00Z'],
    ],
    [
      'Warsaw, half past two',
      daily('Europe/Warsaw', '02:30'),
      '2026-03-28T00:30Z',
      ['2026-03-28 02:30 01:30Z', '2026-03-29 03:30 01:30Z MOVED', '2026-03-30 02:30 00:30Z'],
    ],
    [
      'Warsaw, October',
      daily('Europe/Warsaw', '02:30'),
      '2026-10-24T00:00Z',
      ['2026-10-24 02:30 00:30Z', '2026-10-25 02:30 00:30Z DOUBLED', '2026-10-26 02:30 01:30Z'],
    ],
    [
      'Warsaw, not in the changed hour',
      daily('Europe/Warsaw', '03:00'),
      '2026-10-24T00:00Z',
      ['2026-10-24 03:00 01:00Z', '2026-10-25 03:00 02:00Z', '2026-10-26 03:00 02:00Z'],
    ],
    [
      'New York, March',
      daily('America/New_York', '02:00'),
      '2026-03-07T00:00Z',
      ['2026-03-07 02:00 07:00Z', '2026-03-08 03:00 07:00Z MOVED', '2026-03-09 02:00 06:00Z'],
    ],
    [
      'New York, November',
      daily('America/New_York', '01:15'),
      '2026-10-31T00:00Z',
      ['2026-10-31 01:15 05:15Z', '2026-11-01 01:15 05:15Z DOUBLED', '2026-11-02 01:15 06:15Z'],
    ],
    [
      'Sydney, April',
      daily('Australia/Sydney', '02:00'),
      '2026-04-03T12:00Z',
      ['2026-04-04 02:00 15:00Z', '2026-04-05 02:00 15:00Z DOUBLED', '2026-04-06 02:00 16:00Z'],
    ],
    [
      'Sydney, October',
      daily('Australia/Sydney', '02:00'),
      '2026-10-02T12:00Z',
      ['2026-10-03 02:00 16:00Z', '2026-10-04 03:00 16:00Z MOVED', '2026-10-05 02:00 15:00Z'],
    ],
    [
      'Lord Howe, by half an hour',
      daily('Australia/Lord_Howe', '02:15'),
      '2026-10-02T12:00Z',
      ['2026-10-03 02:15 15:45Z', '2026-10-04 02:45 15:45Z MOVED', '2026-10-05 02:15 15:15Z'],
    ],
    [
      'Casablanca, when Ramadan begins',
      daily('Africa/Casablanca', '02:30'),
      '2026-02-14T00:00Z',
      ['2026-02-14 02:30 01:30Z', '2026-02-15 02:30 01:30Z DOUBLED', '2026-02-16 02:30 02:30Z'],
    ],
    [
      'Casablanca, when Ramadan ends',
      daily('Africa/Casablanca', '02:30'),
      '2026-03-21T00:00Z',
      ['2026-03-21 02:30 02:30Z', '2026-03-22 03:30 02:30Z MOVED', '2026-03-23 02:30 01:30Z'],
    ],
    [
      'Cairo, where a day begins at one',
      daily('Africa/Cairo', '00:30'),
      '2026-04-22T12:00Z',
      ['2026-04-23 00:30 22:30Z', '2026-04-24 01:30 22:30Z MOVED', '2026-04-25 00:30 21:30Z'],
    ],
    [
      'Cairo, where a day has two last hours',
      daily('Africa/Cairo', '23:30'),
      '2026-10-28T12:00Z',
      ['2026-10-28 23:30 20:30Z', '2026-10-29 23:30 20:30Z DOUBLED', '2026-10-30 23:30 21:30Z'],
    ],
  ])('%s: once on each day at the local time', (_, intent, after, expected) => {
    expect(shown(intent, after, 3)).toEqual(expected);
  });

  test('Kathmandu and Kiritimati have no summer time, but large offsets', () => {
    expect(shown(daily('Asia/Kathmandu', '02:00'), '2026-03-28T00:00Z', 1)).toEqual(['2026-03-29 02:00 20:15Z']);
    expect(shown(daily('Pacific/Kiritimati', '02:00'), '2026-03-28T00:00Z', 1)).toEqual(['2026-03-29 02:00 12:00Z']);
  });

  test('an interval omits times that do not exist, and names them', () => {
    const runs = intendedRuns(every('Europe/Warsaw', 30, '01:00', '04:00'), new Date('2026-03-28T12:00Z'), 5);
    expect(runs.map(({ at, change }) => [at.toISOString().slice(11, 16), change])).toEqual([
      ['00:00', null],
      ['00:30', null],
      ['01:00', { kind: 'SKIPPED', wallTimes: ['02:00', '02:30'] }],
      ['01:30', null],
      ['02:00', null],
    ]);
  });

  test('an interval runs both times when a local time comes twice', () => {
    const runs = intendedRuns(every('Europe/Warsaw', 30, '01:30', '03:00'), new Date('2026-10-24T12:00Z'), 6);
    expect(
      runs.map(({ at, change }) => [at.toISOString().slice(11, 16), change?.kind === 'DOUBLED' ? change.turn : null]),
    ).toEqual([
      ['23:30', null],
      ['00:00', 'FIRST'],
      ['00:30', 'FIRST'],
      ['01:00', 'SECOND'],
      ['01:30', 'SECOND'],
      ['02:00', null],
    ]);
  });

  test('an interval within the skipped hour moves instead of losing its day', () => {
    const runs = intendedRuns(every('Europe/Warsaw', 20, '02:10', '02:50'), new Date('2026-03-28T12:00Z'), 3);
    expect(runs.map(({ at, change }) => [at.toISOString().slice(11, 16), change])).toEqual([
      ['01:10', { kind: 'MOVED', wallTime: '02:10' }],
      ['01:30', { kind: 'MOVED', wallTime: '02:30' }],
      ['01:50', { kind: 'MOVED', wallTime: '02:50' }],
    ]);
  });
});

describe('intendedRuns', () => {
  test('an interval over midnight belongs to the day on which it begins', () => {
    const fridays = makeIntent({
      execution: { kind: 'INTERVAL', from: '23:00', to: '01:00', everyMinutes: 60 },
      daysOfWeek: ['FRIDAY'],
    });
    expect(shown(fridays, '2026-01-01T00:00Z', 3)).toEqual([
      '2026-01-02 23:00 22:00Z',
      '2026-01-03 00:00 23:00Z',
      '2026-01-03 01:00 00:00Z',
    ]);
  });

  test('days, months and occurrences are those of the local calendar', () => {
    const first = makeIntent({
      execution: { kind: 'TIME', at: '01:00' },
      daysOfWeek: ['MONDAY'],
      occurrences: ['FIRST_IN_MONTH'],
      months: ['JUNE'],
    });
    expect(shown(first, '2026-01-01T00:00Z', 2)).toEqual(['2026-06-01 01:00 23:00Z', '2027-06-07 01:00 23:00Z']);
  });

  test('a range includes its end and excludes its beginning', { timeout: 30_000 }, () => {
    const intent = daily('Europe/Warsaw', '02:00');
    const zones = ['Europe/Warsaw', 'Australia/Lord_Howe', 'America/Nuuk'];
    expect(
      intendedRuns(intent, new Date('2026-01-01T01:00Z'), new Date('2026-01-02T01:00Z')).map(({ at }) =>
        at.toISOString(),
      ),
    ).toEqual(['2026-01-02T01:00:00.000Z']);
    const moment = fc
      .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2035, 0, 1) })
      .map((ms) => new Date(ms - (ms % 1_800_000)));
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, fc.nat(200), fc.nat(200), (timeZone, from, first, second) => {
        const hourly = every(timeZone, 30, '22:00', '04:00');
        const [middle, end] = [
          new Date(from.getTime() + first * 1_800_000),
          new Date(from.getTime() + (first + second) * 1_800_000),
        ];
        expect([...intendedRuns(hourly, from, middle), ...intendedRuns(hourly, middle, end)]).toEqual(
          intendedRuns(hourly, from, end),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('the window is the start window of a TIME and one frequency of an INTERVAL', () => {
    const [once] = intendedRuns(makeIntent({ startWindowMinutes: 90 }), new Date('2026-01-01T00:00Z'), 1);
    const [again] = intendedRuns(every('Europe/Warsaw', 45, '02:00', '04:00'), new Date('2026-01-01T00:00Z'), 1);
    expect([once, again].map((run) => run?.windowEndsAt.toISOString())).toEqual([
      '2026-01-01T02:30:00.000Z',
      '2026-01-01T01:45:00.000Z',
    ]);
  });
});
