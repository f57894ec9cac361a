import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { namedDays } from './calendar';
import type { ScheduleIntent } from './schedule-intent';
import { upstreamFor } from './schedule-rewrite';
import { daily, every, makeIntent } from './testing/make-intent';
import { dateAllowed } from './testing/intl-clock';
import { samePlan, sameUpstreamSchedule } from './upstream-plan';
import { firesOn } from './upstream-schedule';

const hour = 3_600_000;
const dayMs = 86_400_000;
const summer = new Date('2026-07-01T12:00Z');

function held(intent: ScheduleIntent, at = summer) {
  const plan = upstreamFor(intent, at);
  if (plan.kind !== 'exact') throw new Error(plan.reason.text);
  return plan.schedules;
}

describe('upstreamFor', () => {
  test('converts a local time into milliseconds of the UTC day, and shifts days across midnight', () => {
    expect(held(makeIntent({ daysOfWeek: ['MONDAY'] }))).toEqual([
      {
        executionType: 'TIME',
        hourMs: 0,
        intervalStartMs: null,
        intervalEndMs: null,
        intervalEveryMs: null,
        startWindowMs: 6 * hour,
        daysOfWeek: ['MONDAY'],
        months: [],
        occurrences: [],
      },
    ]);
    expect(held(makeIntent({ execution: { kind: 'TIME', at: '01:00' }, daysOfWeek: ['MONDAY'] }))).toMatchObject([
      { hourMs: 23 * hour, daysOfWeek: ['SUNDAY'] },
    ]);
    expect(
      held(
        makeIntent({
          timeZone: 'America/New_York',
          execution: { kind: 'TIME', at: '22:00' },
          daysOfWeek: ['SATURDAY', 'SUNDAY'],
        }),
      ),
    ).toMatchObject([{ hourMs: 2 * hour, daysOfWeek: ['MONDAY', 'SUNDAY'] }]);
  });

  test.each([
    ['Asia/Kathmandu', '02:00', 20.25],
    ['Pacific/Kiritimati', '02:00', 12],
    ['Pacific/Chatham', '02:00', 13.25],
    ['Australia/Lord_Howe', '02:00', 15.5],
    ['America/St_Johns', '02:00', 4.5],
  ])('%s %s is %d hours after midnight UTC in July', (zone, at, hours) => {
    expect(held(daily(zone, at))).toMatchObject([{ hourMs: hours * hour }]);
  });

  test('keeps months and occurrences while the day is the same in UTC', () => {
    const intent = makeIntent({
      execution: { kind: 'TIME', at: '08:00' },
      daysOfWeek: ['MONDAY'],
      months: ['MAY'],
      occurrences: ['LAST_IN_MONTH'],
    });
    expect(held(intent)).toMatchObject([
      { hourMs: 6 * hour, daysOfWeek: ['MONDAY'], months: ['MAY'], occurrences: ['LAST_IN_MONTH'] },
    ]);
  });

  test('names the Sundays before the first Mondays, some of which are the last Sunday of the month before', () => {
    const intent = makeIntent({
      execution: { kind: 'TIME', at: '01:00' },
      daysOfWeek: ['MONDAY'],
      occurrences: ['FIRST_IN_MONTH'],
    });
    // In UTC, May has the Sunday before Monday 4 May and the one before Monday 1 June.
    expect(held(intent)).toMatchObject([
      {
        daysOfWeek: ['SUNDAY'],
        months: ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER'],
        occurrences: ['FIRST_IN_MONTH'],
      },
      { daysOfWeek: ['SUNDAY'], months: ['MAY'], occurrences: ['FIRST_IN_MONTH', 'LAST_IN_MONTH'] },
    ]);
  });

  test('keeps an interval within one UTC day, and its end as given', () => {
    expect(held(every('Europe/Warsaw', 60, '08:00', '18:30'))).toMatchObject([
      {
        executionType: 'INTERVAL',
        intervalStartMs: 6 * hour,
        intervalEndMs: 16.5 * hour,
        intervalEveryMs: hour,
        hourMs: null,
        startWindowMs: null,
      },
    ]);
  });

  test('splits an interval at midnight UTC without changing its run times', () => {
    expect(
      held(
        makeIntent({
          timeZone: 'America/New_York',
          execution: { kind: 'INTERVAL', from: '18:30', to: '22:00', everyMinutes: 50 },
          daysOfWeek: ['FRIDAY'],
        }),
      ),
    ).toMatchObject([
      {
        executionType: 'INTERVAL',
        intervalStartMs: 22.5 * hour,
        intervalEndMs: (22.5 + 5 / 6) * hour,
        daysOfWeek: ['FRIDAY'],
      },
      { executionType: 'INTERVAL', intervalStartMs: hour / 6, intervalEndMs: 2 * hour, daysOfWeek: ['SATURDAY'] },
    ]);
  });

  test('a part of an interval with one run becomes a TIME with the window of the interval', () => {
    expect(held(every('America/New_York', 240, '16:00', '20:00'))).toMatchObject([
      { executionType: 'TIME', hourMs: 20 * hour, startWindowMs: 4 * hour },
      { executionType: 'TIME', hourMs: 0, startWindowMs: 4 * hour },
    ]);
  });

  test('needs two or three schedules for one weekday and one occurrence', { timeout: 30_000 }, () => {
    for (let year = 2024; year <= 2035; year += 1) {
      for (const [weekday, occurrence] of weekdayNames.flatMap((day) =>
        occurrenceNames.map((which) => [day, which] as const),
      )) {
        const intent = makeIntent({ timeZone: 'Asia/Tokyo', daysOfWeek: [weekday], occurrences: [occurrence] });
        expect(held(intent, new Date(Date.UTC(year, 5, 1))).length).toBeLessThanOrEqual(3);
      }
    }
  });

  test(
    'is never empty, even if a yearly run is just before and just after the twelve named months',
    { timeout: 30_000 },
    () => {
      for (let half = 0; half < 24; half += 1) {
        const at = new Date(Date.UTC(2024, 6 * half + 2, 1));
        for (const [month, weekday] of monthNames.flatMap((each) => weekdayNames.map((day) => [each, day] as const))) {
          const once = { daysOfWeek: [weekday], months: [month] };
          expect(
            held(makeIntent({ timeZone: 'Asia/Tokyo', ...once, occurrences: ['FIRST_IN_MONTH'] }), at),
          ).not.toEqual([]);
          expect(
            held(
              makeIntent({
                timeZone: 'America/Bogota',
                execution: { kind: 'TIME', at: '22:00' },
                ...once,
                occurrences: ['LAST_IN_MONTH'],
              }),
              at,
            ),
          ).not.toEqual([]);
        }
      }
    },
  );

  test('needs a limited number of schedules for any definition', { timeout: 30_000 }, () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.subarray([...weekdayNames], { minLength: 1 }),
        fc.subarray([...monthNames]),
        fc.subarray([...occurrenceNames]),
        fc.integer({ min: 2024, max: 2035 }),
        fc.boolean(),
        (daysOfWeek, some, which, year, east) => {
          const intent = makeIntent({
            timeZone: east ? 'Asia/Tokyo' : 'America/Bogota',
            execution: { kind: 'TIME', at: east ? '02:00' : '22:00' },
            daysOfWeek,
            months: some,
            occurrences: which,
          });
          const count = held(intent, new Date(Date.UTC(year, 5, 1))).length;
          expect(count).toBeGreaterThan(0);
          most = Math.max(most, count);
        },
      ),
      { numRuns: 300 },
    );
    expect(most).toBeLessThanOrEqual(35);
  });
});

describe('namedDays', () => {
  test('names exactly the wanted days of twelve months, each once', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2024, max: 2035 }),
        fc.integer({ min: 0, max: 11 }),
        fc.array(fc.boolean(), { minLength: 366, maxLength: 366 }),
        (year, month, chosen) => {
          const [from, to] = [Date.UTC(year, month, 1), Date.UTC(year, month + 12, 1)];
          const wanted = (day: number) => chosen[(day - from) / dayMs] ?? false;
          const names = namedDays(from, to, wanted);
          for (let day = from; day < to; day += dayMs)
            expect(
              names.filter(
                (name) => dateAllowed({ execution: { kind: 'TIME', at: '00:00' }, ...name }, day) && firesOn(name, day),
              ),
            ).toHaveLength(wanted(day) ? 1 : 0);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('samePlan', () => {
  test('ignores order, and sees every other difference', () => {
    const [one, two] = [
      upstreamFor(every('America/New_York', 60, '18:00', '23:00'), summer),
      upstreamFor(every('America/New_York', 30, '18:00', '23:00'), summer),
    ];
    if (one.kind !== 'exact') throw new Error(one.reason.text);
    expect(samePlan(one, { ...one, schedules: [...one.schedules].reverse() })).toBe(true);
    expect(samePlan(one, two)).toBe(false);
    const [schedule] = held(makeIntent({ daysOfWeek: ['MONDAY', 'FRIDAY'] }));
    if (schedule === undefined) throw new Error('there is one');
    expect(sameUpstreamSchedule(schedule, { ...schedule, daysOfWeek: ['FRIDAY', 'MONDAY'] })).toBe(true);
    expect(sameUpstreamSchedule(schedule, { ...schedule, startWindowMs: hour })).toBe(false);
    expect(sameUpstreamSchedule(schedule, { ...schedule, hourMs: hour })).toBe(false);
  });
});
