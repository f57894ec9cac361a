import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  axisOf,
  barHeight,
  drawnExpiries,
  emptyStretch,
  expiriesOf,
  foldedPlaces,
  laneAt,
  lanesOf,
  largestSizes,
} from './timeline-layout';
import { dayMs } from './timeline-marks';
import type { TimelinePoint } from './timeline-marks';

const now = Date.parse('2026-11-23T12:00:00.000Z');
const range = { from: now - 90 * dayMs, to: now };
const pointAt = (daysAgo: number, change: Partial<TimelinePoint> = {}): TimelinePoint => ({
  guid: `p${daysAgo}`,
  type: 'FULL',
  status: 'SUCCESS',
  sizeBytes: null,
  durationMs: null,
  restorable: true,
  reason: null,
  warnings: [],
  expiresAt: null,
  at: now - daysAgo * dayMs,
  ...change,
});
const until = (daysAhead: number) => new Date(now + daysAhead * dayMs).toISOString();

describe('lanesOf', () => {
  test('has a lane for failures and for missing backups only where there are any', () => {
    const ids = (...points: TimelinePoint[]) => lanesOf(points).lanes.map(({ id }) => id);
    expect(ids()).toEqual(['FULL', 'INCREMENTAL']);
    expect(ids(pointAt(1, { type: 'INCREMENTAL', status: 'FAILED' }))).toEqual(['FULL', 'INCREMENTAL', 'FAILED']);
  });

  test('stacks lanes without a gap, and finds the one at a height', () => {
    const { lanes, height } = lanesOf([pointAt(1, { status: 'FAILED' })]);
    for (const [index, lane] of lanes.entries()) {
      if (index > 0) expect(lane.top).toBe(lanes[index - 1]?.bottom);
      expect(laneAt((lane.top + lane.bottom) / 2, lanes)).toBe(lane.id);
    }
    expect(lanes.at(-1)?.bottom).toBe(height);
    expect(laneAt(0, lanes)).toBe('FULL');
    expect(laneAt(height + 50, lanes)).toBe('FAILED');
  });
});

describe('barHeight', () => {
  test('grows with the size within its lane, and is never zero', () => {
    const { FULL } = largestSizes([
      pointAt(1, { sizeBytes: 100 }),
      pointAt(2, { sizeBytes: 900, status: 'FAILED' }),
      pointAt(3, { sizeBytes: 500, type: 'INCREMENTAL' }),
    ]);
    expect(FULL).toBe(100);
    const height = (sizeBytes: number | null) => barHeight([{ sizeBytes }], FULL);
    expect(height(100)).toBe(40);
    expect(height(50)).toBe(20);
    expect(height(0)).toBeGreaterThan(0);
    expect(height(null)).toBeGreaterThan(0);
    expect(barHeight([{ sizeBytes: 20 }, { sizeBytes: 100 }], FULL)).toBe(40);
  });

  test('stays within the lane for any sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(), { nil: null }), { minLength: 1 }), (sizes) => {
        const points = sizes.map((sizeBytes, index) => pointAt(index, { sizeBytes }));
        for (const point of points) expect(barHeight([point], largestSizes(points).FULL)).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe('axisOf', () => {
  test('extends beyond the present only where something expires', () => {
    expect(axisOf(range, [pointAt(3)], now)).toEqual(range);
    expect(axisOf(range, [pointAt(3, { expiresAt: until(200) })], now)).toEqual(range);
    const axis = axisOf(range, [pointAt(3, { expiresAt: until(5) })], now);
    expect(axis.from).toBe(range.from);
    expect(axis.to).toBeGreaterThanOrEqual(now + 5 * dayMs);
  });

  test('ends in the past for an earlier range', () => {
    const earlier = { from: now - 60 * dayMs, to: now - 30 * dayMs };
    expect(axisOf(earlier, [pointAt(40, { expiresAt: until(1) })], now)).toEqual(earlier);
  });
});

describe('expiriesOf', () => {
  test('lists points that will be removed, soonest first, and no removed ones', () => {
    const points = [
      pointAt(9, { expiresAt: until(-1) }),
      pointAt(8, { expiresAt: until(6) }),
      pointAt(7, { expiresAt: until(2) }),
      pointAt(6, { expiresAt: until(3), status: 'FAILED' }),
      pointAt(5, { expiresAt: until(3), status: 'REMOVED' }),
      pointAt(4, { expiresAt: until(40) }),
      pointAt(3),
    ];
    expect(expiriesOf(points, now, now + 30 * dayMs).map(({ point }) => point.guid)).toEqual(['p7', 'p8']);
  });
});

describe('drawnExpiries', () => {
  test('keeps outlines of a lane apart, independent of other lanes', () => {
    const ahead = (days: number, type: TimelinePoint['type']) => ({
      at: now + days * dayMs,
      point: pointAt(days, { type }),
    });
    const expiries = [ahead(1, 'FULL'), ahead(1.5, 'INCREMENTAL'), ahead(2, 'FULL'), ahead(4, 'FULL')];
    const drawn = drawnExpiries(expiries, { from: now, to: now + 10 * dayMs }, 100, 20);
    expect(drawn).toEqual([expiries[0], expiries[1], expiries[3]]);
  });
});

describe('emptyStretch', () => {
  test('is the time before the first drawn point, with the number of removed points', () => {
    const folded = [pointAt(80, { status: 'REMOVED' }), pointAt(3, { status: 'REMOVED' })];
    expect(emptyStretch([pointAt(10)], folded, range)).toEqual({
      from: range.from,
      to: now - 10 * dayMs,
      removed: 1,
      firstAt: now - 10 * dayMs,
    });
  });

  test('is the whole range without points, and null where points cover it', () => {
    expect(emptyStretch([], [], range)).toEqual({ ...range, removed: 0, firstAt: null });
    expect(emptyStretch([pointAt(120), pointAt(2)], [], range)).toBeNull();
    expect(emptyStretch([pointAt(89)], [], range)).toBeNull();
  });
});

describe('foldedPlaces', () => {
  test('marks each pixel once', () => {
    const folded = [pointAt(45), pointAt(45.001), pointAt(10), pointAt(100)];
    expect(foldedPlaces(folded, range, range, 900)).toEqual([450, 800]);
  });
});
