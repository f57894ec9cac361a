import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextUpstreamRuns } from './upstream-schedule';
import type { UpstreamSchedule } from './upstream-schedule';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const occurrences = ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH', 'LAST_IN_MONTH'];

const weekdayName = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' });

const daily: UpstreamSchedule = {
  executionType: 'TIME',
  hourMs: 3_600_000,
  intervalStartMs: null,
  intervalEndMs: null,
  intervalEveryMs: null,
  startWindowMs: 6 * 3_600_000,
  daysOfWeek: [],
  months: [],
  occurrences: [],
};

const minuteOfDay = fc.integer({ min: 0, max: 1439 }).map((minute) => minute * minuteMs);
const someOf = (values: readonly string[]) => fc.subarray([...values]);
const schedules: fc.Arbitrary<UpstreamSchedule> = fc.record({
  executionType: fc.constantFrom('TIME', 'INTERVAL'),
  hourMs: minuteOfDay,
  intervalStartMs: minuteOfDay,
  intervalEndMs: minuteOfDay,
  intervalEveryMs: fc.integer({ min: 1, max: 720 }).map((minutes) => minutes * minuteMs),
  startWindowMs: fc.constantFrom(null, 3_600_000),
  daysOfWeek: someOf(days),
  months: someOf(months),
  occurrences: someOf(occurrences),
});
const moments = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2028-12-31T00:00:00Z'),
  noInvalidDate: true,
});

/** Whether the schedule fires in this minute, straight from the text of STORWARE_API.md 14.9. */
function firesAt(schedule: UpstreamSchedule, moment: number): boolean {
  const ofDay = moment % dayMs;
  if (schedule.executionType === 'TIME') return ofDay === schedule.hourMs && dayAllowed(schedule, moment);
  const { intervalStartMs: from, intervalEndMs: to, intervalEveryMs: every } = schedule;
  if (from === null || to === null || every === null) return false;
  // An interval that ends before it starts goes on over midnight, and belongs to the day on which it began.
  const isSecondDay = to < from && ofDay < from;
  if (isSecondDay ? ofDay > to : ofDay < from || (to >= from && ofDay > to)) return false;
  const began = isSecondDay ? moment - dayMs : moment;
  return (ofDay - from + (isSecondDay ? dayMs : 0)) % every === 0 && dayAllowed(schedule, began);
}

function dayAllowed(schedule: UpstreamSchedule, moment: number): boolean {
  const date = new Date(moment);
  const name = weekdayName.format(date).toUpperCase();
  const month = monthName.format(date).toUpperCase();
  if (schedule.daysOfWeek.length > 0 && !schedule.daysOfWeek.includes(name)) return false;
  if (schedule.months.length > 0 && !schedule.months.includes(month)) return false;
  if (schedule.occurrences.length === 0) return true;
  const sameWeekday: number[] = [];
  for (let day = 1; day <= 31; day += 1) {
    const other = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day));
    if (other.getUTCMonth() === date.getUTCMonth() && other.getUTCDay() === date.getUTCDay()) sameWeekday.push(day);
  }
  const position = sameWeekday.indexOf(date.getUTCDate());
  return (
    (position < 4 && schedule.occurrences.includes(occurrences[position] ?? '')) ||
    (position === sameWeekday.length - 1 && schedule.occurrences.includes('LAST_IN_MONTH'))
  );
}

/** Every run in (from, to], found by testing each minute of each allowed day. */
function scan(schedule: UpstreamSchedule, from: number, to: number): number[] {
  const found: number[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs; day <= to; day += dayMs) {
    if (!dayAllowed(schedule, day) && !dayAllowed(schedule, day - dayMs)) continue;
    for (let moment = day; moment < day + dayMs; moment += minuteMs)
      if (moment > from && moment <= to && firesAt(schedule, moment)) found.push(moment);
  }
  return found;
}

describe('nextUpstreamRuns', () => {
  test('finds the same runs as a test of every minute of ten days', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, after) => {
        const until = after.getTime() + 10 * dayMs;
        const expected = scan(schedule, after.getTime(), until).slice(0, 25);
        const runs = nextUpstreamRuns(schedule, after, 25).map(({ at }) => at.getTime());
        expect(runs.filter((at) => at <= until)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('finds the same sparse runs of two years as a test of every day', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, after) => {
        const once = { ...schedule, executionType: 'TIME' };
        const until = after.getTime() + 730 * dayMs;
        const expected: number[] = [];
        for (let day = Math.floor(after.getTime() / dayMs) * dayMs; day <= until; day += dayMs) {
          const at = day + (once.hourMs ?? 0);
          if (at > after.getTime() && at <= until && dayAllowed(once, day)) expected.push(at);
        }
        const runs = nextUpstreamRuns(once, after, expected.length + 1).map(({ at }) => at.getTime());
        expect(runs.slice(0, expected.length)).toEqual(expected);
        expect(runs[expected.length] ?? Infinity).toBeGreaterThan(until);
      }),
      { numRuns: 40 },
    );
  });

  test("gives the end of a run's window: the start window of TIME, one frequency of INTERVAL", () => {
    const after = new Date('2026-03-01T00:00:00Z');
    expect(nextUpstreamRuns(daily, after, 1)).toEqual([
      { at: new Date('2026-03-01T01:00:00Z'), windowEndsAt: new Date('2026-03-01T07:00:00Z') },
    ]);
    const hourly = {
      ...daily,
      executionType: 'INTERVAL',
      intervalStartMs: 0,
      intervalEndMs: 7_200_000,
      intervalEveryMs: 3_600_000,
    };
    expect(
      nextUpstreamRuns(hourly, after, 3).map(({ at, windowEndsAt }) => [at.toISOString(), windowEndsAt?.toISOString()]),
    ).toEqual([
      ['2026-03-01T01:00:00.000Z', '2026-03-01T02:00:00.000Z'],
      ['2026-03-01T02:00:00.000Z', '2026-03-01T03:00:00.000Z'],
      ['2026-03-02T00:00:00.000Z', '2026-03-02T01:00:00.000Z'],
    ]);
  });

  test('an interval that ends before it starts goes on over midnight: a whole day of Warsaw', () => {
    const overnight = {
      ...daily,
      executionType: 'INTERVAL',
      intervalStartMs: 82_800_000,
      intervalEndMs: 79_140_000,
      intervalEveryMs: 6 * 3_600_000,
      daysOfWeek: ['SUNDAY'],
    };
    const at = (iso: string) => new Date(iso);
    expect(nextUpstreamRuns(overnight, at('2026-03-02T00:00:00Z'), 4).map((run) => run.at.toISOString())).toEqual([
      '2026-03-02T05:00:00.000Z',
      '2026-03-02T11:00:00.000Z',
      '2026-03-02T17:00:00.000Z',
      '2026-03-08T23:00:00.000Z',
    ]);
  });

  test('fires once when the fourth weekday is also the last', () => {
    const sundays = {
      ...daily,
      daysOfWeek: ['SUNDAY'],
      months: ['FEBRUARY'],
      occurrences: ['FOURTH_IN_MONTH', 'LAST_IN_MONTH'],
    };
    expect(nextUpstreamRuns(sundays, new Date('2026-02-01T02:00:00Z'), 2).map(({ at }) => at.toISOString())).toEqual([
      '2026-02-22T01:00:00.000Z',
      '2027-02-28T01:00:00.000Z',
    ]);
  });

  test('a schedule without times, or with unknown values, never fires', () => {
    const after = new Date('2026-03-01T00:00:00Z');
    expect(nextUpstreamRuns({ ...daily, hourMs: null }, after, 3)).toEqual([]);
    expect(nextUpstreamRuns({ ...daily, executionType: 'CRON' }, after, 3)).toEqual([]);
    expect(nextUpstreamRuns({ ...daily, daysOfWeek: ['SOMEDAY'] }, after, 3)).toEqual([]);
    expect(
      nextUpstreamRuns(
        { ...daily, executionType: 'INTERVAL', intervalStartMs: 0, intervalEndMs: 1, intervalEveryMs: 0 },
        after,
        3,
      ),
    ).toEqual([]);
  });
});
