import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MachineSchedule } from '@/lib/contracts/machine';
import type { RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { gapsOf } from './timeline-gaps';
import { dayMs } from './timeline-range';

const hour = 3_600_000;
const now = Date.parse('2026-11-23T12:00:00.000Z');
const range = { from: now - 90 * dayMs, to: now };
const midnight = Date.parse('2026-11-01T00:00:00.000Z');

const nightly: MachineSchedule = {
  guid: 's',
  name: 'Nightly',
  active: true,
  backupType: 'INCREMENTAL',
  execution: { kind: 'TIME', atMinuteUtc: 120 },
  daysOfWeek: [],
  months: [],
  occurrences: [],
  startWindowMinutes: 240,
  nextRuns: [],
};
const weekdays: MachineSchedule = { ...nightly, daysOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'] };
const hourly: MachineSchedule = { ...nightly, execution: { kind: 'INTERVAL', fromMinuteUtc: 8 * 60, toMinuteUtc: 18 * 60, everyMinutes: 60 } };

const at = (ms: number, status: RecoveryPointStatus = 'SUCCESS') => ({ status, startedAt: new Date(ms).toISOString() });
/** One point in the night of each of the first days of November. */
const nights = (days: readonly number[], status: RecoveryPointStatus = 'SUCCESS') => days.map((day) => at(midnight + (day - 1) * dayMs + 2 * hour + 10 * 60_000, status));
const days = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const gaps = (points: ReturnType<typeof at>[], schedules: MachineSchedule[], present = true) => gapsOf({ points, schedules, range, present });

describe('gapsOf with a schedule', () => {
  test('finds none while every run left a good point', () => {
    expect(gaps(nights(days(1, 23)), [nightly])).toEqual([]);
  });

  test('draws the nights that failed or never happened from the last good point to the next', () => {
    const points = [...nights(days(1, 5)), ...nights([6], 'FAILED'), ...nights(days(9, 23))];
    const found = gaps(points, [nightly]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'missed', missedRuns: 3, from: Date.parse(nights([5])[0]!.startedAt), to: Date.parse(nights([9])[0]!.startedAt) });
  });

  test('reaches to the present when nothing good came since', () => {
    expect(gaps(nights(days(1, 19)), [nightly])).toMatchObject([{ to: now, missedRuns: 3 }]);
  });

  test('does not count a run that may still succeed today', () => {
    expect(gaps(nights(days(1, 22)), [nightly])).toEqual([]);
  });

  test('takes a pause that the schedule has for what it is', () => {
    const working = days(1, 23).filter((day) => ![1, 7, 8, 14, 15, 21, 22].includes(day));
    expect(gaps(nights(working), [weekdays])).toEqual([]);
  });

  test('takes the nights between hourly runs of the working day for what they are', () => {
    const points = days(1, 22).flatMap((day) => Array.from({ length: 11 }, (_, run) => at(midnight + (day - 1) * dayMs + (8 + run) * hour + 60_000)));
    expect(gaps(points, [hourly])).toEqual([]);
    expect(gaps(points.filter(({ startedAt }) => !startedAt.startsWith('2026-11-10') && !startedAt.startsWith('2026-11-11')), [hourly])).toHaveLength(1);
  });

  test('does not judge a past with another rhythm by the schedule of today', () => {
    const weekly = [-6, -5, -4, -3, -2, -1].map((week) => at(midnight + week * 7 * dayMs + 2 * hour));
    expect(gaps([...weekly, ...nights(days(3, 23))], [nightly])).toEqual([]);
  });

  test('draws a failed night even where failures have become the habit', () => {
    const points = days(1, 22).flatMap((day) => nights([day], day % 2 === 0 ? 'SUCCESS' : 'FAILED'));
    expect(gaps(points, [nightly]).length).toBeGreaterThanOrEqual(10);
  });

  test('counts a point that retention has removed as one that was good', () => {
    expect(gaps([...nights(days(1, 10), 'REMOVED'), ...nights(days(11, 23))], [nightly])).toEqual([]);
  });

  test('says nothing about the time before the first point, nor about a machine without any', () => {
    expect(gaps(nights(days(15, 23)), [nightly])).toEqual([]);
    expect(gaps([], [nightly])).toEqual([]);
  });

  test('ends with the last point of a machine that is gone', () => {
    expect(gaps(nights(days(1, 10)), [nightly], false)).toEqual([]);
  });

  test('gives gaps in order, apart from each other, and never over a good point', () => {
    const status = fc.constantFrom<RecoveryPointStatus>('SUCCESS', 'FAILED', 'PARTIAL', 'REMOVED', 'RUNNING');
    const point = fc.tuple(fc.integer({ min: range.from, max: range.to }), status).map(([ms, each]) => at(ms, each));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), fc.subarray([nightly, weekdays, hourly]), fc.boolean(), (points, schedules, present) => {
        const found = gaps(points, schedules, present);
        const good = points.filter((each) => ['SUCCESS', 'PARTIAL', 'REMOVED'].includes(each.status)).map((each) => Date.parse(each.startedAt));
        for (const [index, gap] of found.entries()) {
          expect(gap.from).toBeLessThan(gap.to);
          expect(gap.to).toBeLessThanOrEqual(range.to);
          expect(found[index + 1]?.from ?? Infinity).toBeGreaterThanOrEqual(gap.to);
          expect(good.filter((ms) => ms > gap.from && ms < gap.to)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('gapsOf without a schedule', () => {
  test('measures against the usual distance', () => {
    const weekly = [1, 8, 15].map((day) => at(midnight + (day - 30) * dayMs));
    const points = [...weekly, at(midnight - 8 * dayMs), at(midnight + 12 * dayMs), at(midnight + 19 * dayMs)];
    expect(gaps(points, [])).toMatchObject([{ kind: 'unusual', from: midnight - 8 * dayMs, to: midnight + 12 * dayMs }]);
  });

  test('sees no habit in three points', () => {
    expect(gaps([at(midnight), at(midnight + dayMs), at(midnight + 15 * dayMs)], [])).toEqual([]);
  });

  test('is not upset by a switched-off schedule', () => {
    expect(gaps(nights(days(1, 3)), [{ ...nightly, active: false }])).toEqual([]);
  });
});
