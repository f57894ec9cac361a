import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, dayTicks, mostBack, rangeOf, readTimelineAddress, zooms } from './timeline-marks';

const now = Date.parse('2026-11-23T12:00:00.000Z');

describe('rangeOf', () => {
  test('stays within the 90 days and keeps its length for any step back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zooms), fc.integer({ min: 0, max: 40 }), (zoom, back) => {
        const { from, to } = rangeOf(zoom, back, now);
        expect(to - from).toBe(zoom * dayMs);
        expect(from).toBeGreaterThanOrEqual(now - 90 * dayMs);
        expect(to).toBeLessThanOrEqual(now);
      }),
    );
  });

  test('reaches the oldest day with the last step back', () => {
    for (const zoom of zooms) expect(rangeOf(zoom, mostBack(zoom), now).from).toBe(now - 90 * dayMs);
  });
});

describe('readTimelineAddress', () => {
  test('ignores an invalid zoom and stops at the oldest range', () => {
    const read = (query: string) => readTimelineAddress(new URLSearchParams(query));
    expect(read('')).toEqual({ zoom: 90, back: 0 });
    expect(read('days=7&back=3')).toEqual({ zoom: 7, back: 3 });
    expect(read('days=8&back=-1')).toEqual({ zoom: 90, back: 0 });
    expect(read('days=30&back=99')).toEqual({ zoom: 30, back: 2 });
  });
});

describe('dayTicks', () => {
  test('are at midnight of the zone, also across a change of summer time', () => {
    const range = { from: Date.parse('2026-10-24T12:00:00.000Z'), to: Date.parse('2026-10-27T12:00:00.000Z') };
    const ticks = dayTicks(range, { language: 'en', timeZone: 'Europe/Berlin' }, 10).map(({ at }) =>
      new Date(at).toISOString(),
    );
    expect(ticks).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z']);
  });

  test('are never more than fit, all inside the range', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zooms),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 4, max: 14 }),
        fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns'),
        (zoom, back, most, zone) => {
          const range = rangeOf(zoom, back, now);
          const ticks = dayTicks(range, { language: 'en', timeZone: zone }, most);
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          for (const { at } of ticks) expect(at >= range.from && at <= range.to).toBe(true);
        },
      ),
    );
  });
});
