import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MONTHS, OCCURRENCES, WEEKDAYS } from '@/simulator/model/policy';
import type { FiringPattern } from '@/simulator/model/policy';

import { firesOn, firingsBetween, nextFiring, previousFiring } from './schedules';
import { DAY } from './timeline';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const every: FiringPattern = {
  executionType: 'TIME',
  hour: HOUR,
  interval: null,
  daysOfWeek: [...WEEKDAYS],
  months: [],
  occurrences: [],
};

const patterns: fc.Arbitrary<FiringPattern> = fc.record({
  executionType: fc.constantFrom('TIME', 'INTERVAL'),
  hour: fc.integer({ min: 0, max: 1439 }).map((minute) => minute * MINUTE),
  interval: fc.record({
    startHour: fc.integer({ min: 0, max: 1439 }).map((minute) => minute * MINUTE),
    endHour: fc.integer({ min: 0, max: 1439 }).map((minute) => minute * MINUTE),
    frequency: fc.integer({ min: 15, max: 600 }).map((minute) => minute * MINUTE),
  }),
  daysOfWeek: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  months: fc.subarray([...MONTHS]),
  occurrences: fc.subarray([...OCCURRENCES]),
});
const moments = fc.integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2032-12-31T00:00:00Z') });

/** A second implementation of 14.9: counts the weekday's occurrences in the month one by one. */
function shouldFireOn(pattern: FiringPattern, day: Date): boolean {
  const weekday = WEEKDAYS[day.getUTCDay()];
  if (weekday === undefined || !pattern.daysOfWeek.includes(weekday)) return false;
  const month = MONTHS[day.getUTCMonth()];
  if (pattern.months.length > 0 && month !== undefined && !pattern.months.includes(month)) return false;
  if (pattern.occurrences.length === 0) return true;
  const same: number[] = [];
  for (let date = 1; date <= 31; date += 1) {
    const other = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), date));
    if (other.getUTCMonth() === day.getUTCMonth() && other.getUTCDay() === day.getUTCDay()) same.push(date);
  }
  const position = same.indexOf(day.getUTCDate());
  const names = ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH'] as const;
  const name = names[position];
  return (
    (name !== undefined && pattern.occurrences.includes(name)) ||
    (position === same.length - 1 && pattern.occurrences.includes('LAST_IN_MONTH'))
  );
}

describe('firing of schedules', () => {
  test('days, months and occurrences match a count through the month', () => {
    fc.assert(
      fc.property(patterns, moments, (pattern, moment) => {
        const day = Math.floor(moment / DAY) * DAY;
        expect(firesOn(pattern, day)).toBe(shouldFireOn(pattern, new Date(day)));
      }),
      { numRuns: 2000 },
    );
  });

  test('the next firing is the first of all later ones, the previous the last of all earlier ones', () => {
    fc.assert(
      fc.property(patterns, moments, (pattern, moment) => {
        const around = 40 * DAY;
        const later = firingsBetween(pattern, moment + 1, moment + around);
        const earlier = firingsBetween(pattern, moment - around, moment + 1);
        if (later[0] !== undefined) expect(nextFiring(pattern, moment)).toBe(later[0]);
        if (earlier.length > 0) expect(previousFiring(pattern, moment)).toBe(earlier.at(-1));
      }),
      { numRuns: 500 },
    );
  });

  test('every firing lies in its day and, for intervals, between start and end', () => {
    fc.assert(
      fc.property(patterns, moments, (pattern, moment) => {
        for (const firing of firingsBetween(pattern, moment, moment + 20 * DAY)) {
          const offset = firing % DAY;
          if (pattern.executionType === 'TIME') expect(offset).toBe(pattern.hour);
          else {
            const { startHour = 0, endHour = 0, frequency = 1 } = pattern.interval ?? {};
            // An end before the start is one of the next day.
            const since = offset < startHour ? offset + DAY - startHour : offset - startHour;
            expect(since).toBeLessThanOrEqual(endHour < startHour ? endHour + DAY - startHour : endHour - startHour);
            expect(since % frequency).toBe(0);
          }
        }
      }),
    );
  });

  test('a fourth weekday that is also the last fires once', () => {
    const pattern: FiringPattern = {
      ...every,
      daysOfWeek: ['SATURDAY'],
      occurrences: ['FOURTH_IN_MONTH', 'LAST_IN_MONTH'],
    };
    const firings = firingsBetween(pattern, Date.parse('2026-02-01T00:00:00Z'), Date.parse('2026-03-01T00:00:00Z'));
    expect(firings.map((firing) => new Date(firing).toISOString())).toEqual(['2026-02-28T01:00:00.000Z']);
  });

  test('a pattern that never fires has no next firing', () => {
    expect(nextFiring({ ...every, hour: null }, 0)).toBeNull();
    expect(nextFiring({ ...every, executionType: 'INTERVAL' }, 0)).toBeNull();
    expect(
      nextFiring(
        { ...every, executionType: 'INTERVAL', interval: { startHour: HOUR, endHour: 2 * HOUR, frequency: 0 } },
        0,
      ),
    ).toBeNull();
  });

  test('an interval over midnight belongs to the day on which it begins', () => {
    const interval = { startHour: 23 * HOUR, endHour: 21 * HOUR + 59 * MINUTE, frequency: 6 * HOUR };
    const pattern: FiringPattern = {
      ...every,
      executionType: 'INTERVAL',
      hour: null,
      interval,
      daysOfWeek: ['SUNDAY'],
    };
    const monday = Date.parse('2026-03-02T00:00:00Z');
    const expected = [-1, 5, 11, 17].map((hour) => monday + hour * HOUR);
    expect(firingsBetween(pattern, monday - DAY, monday + DAY)).toEqual(expected);
    expect(nextFiring(pattern, monday)).toBe(monday + 5 * HOUR);
    expect(previousFiring(pattern, monday + 4 * HOUR)).toBe(monday - HOUR);
    expect(previousFiring(pattern, monday + 6 * HOUR)).toBe(monday + 5 * HOUR);
  });
});
