import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recoveryPointStatuses, recoveryPointTypes } from '@/lib/contracts/recovery-point';
import { marksOf, nearestMark } from './timeline-marks';
import type { TimelinePoint } from './timeline-marks';

const range = { from: 0, to: 1000 };
const apart = { FULL: 10, INCREMENTAL: 10, FAILED: 10, PLANNED: 10 };
const pointAt = (at: number, change: Partial<TimelinePoint> = {}): TimelinePoint => ({
  guid: `p${at}`,
  type: 'FULL',
  status: 'SUCCESS',
  sizeBytes: null,
  durationMs: null,
  restorable: true,
  reason: null,
  warnings: [],
  expiresAt: null,
  at,
  ...change,
});
const points = fc
  .array(
    fc.record({
      at: fc.integer({ min: -100, max: 1100 }),
      type: fc.constantFrom(...recoveryPointTypes),
      status: fc.constantFrom(...recoveryPointStatuses),
    }),
    { maxLength: 80 },
  )
  .map((list) =>
    list.map(({ at, ...change }, index) => pointAt(at, { ...change, guid: String(index) })).sort((a, b) => a.at - b.at),
  );

describe('marksOf', () => {
  test('draws every point in the range exactly once', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 50, max: 2000 }), (list, width) => {
        const drawn = marksOf(list, range, width, apart).flatMap((mark) => mark.points.map(({ guid }) => guid));
        expect(drawn.sort()).toEqual(
          list
            .filter(({ at }) => at >= 0 && at <= 1000)
            .map(({ guid }) => guid)
            .sort(),
        );
      }),
    );
  });

  test('keeps marks of a lane apart, and all inside the plot', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 50, max: 2000 }), (list, width) => {
        const last = new Map<string, number>();
        for (const { x, lane, shown } of marksOf(list, range, width, apart)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(width);
          expect(x - (last.get(`${lane} ${shown.status}`) ?? -10)).toBeGreaterThanOrEqual(10);
          last.set(`${lane} ${shown.status}`, x);
        }
      }),
    );
  });

  test('never merges different states, and gives failures a lane of their own', () => {
    fc.assert(
      fc.property(points, (list) => {
        for (const mark of marksOf(list, range, 60, apart)) {
          expect(new Set(mark.points.map(({ status }) => status)).size).toBe(1);
          expect(mark.lane === 'FAILED').toBe(mark.shown.status === 'FAILED');
        }
      }),
    );
  });
});

describe('nearestMark', () => {
  const marks = marksOf(
    [pointAt(100), pointAt(100, { guid: 'i', type: 'INCREMENTAL' }), pointAt(500)],
    range,
    1000,
    apart,
  );

  test('prefers the lane pointed at', () => {
    expect(nearestMark(marks, 103, 'INCREMENTAL', 14)?.lane).toBe('INCREMENTAL');
    expect(nearestMark(marks, 103, 'FULL', 14)?.lane).toBe('FULL');
  });

  test('takes a mark of another lane where this one is empty, within a limit', () => {
    expect(nearestMark(marks, 500, 'INCREMENTAL', 14)?.shown.at).toBe(500);
    expect(nearestMark(marks, 300, 'FULL', 14)).toBeNull();
  });
});
