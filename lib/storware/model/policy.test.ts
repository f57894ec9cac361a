import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, msOfUtcDay, wrapToUtcDay } from './policy';

describe('milliseconds of the UTC day', () => {
  test('01:00 is 3,600,000, not 3600 as in the guide', () => {
    expect(msOfUtcDay(1, 0)).toBe(3_600_000);
    expect(msOfUtcDay(23, 59)).toBe(86_340_000);
  });

  test.each([
    [24, 0],
    [-1, 0],
    [1, 60],
    [0.001, 0],
    [Number.NaN, 0],
  ])('refuses %d:%d', (hours, minutes) => {
    expect(() => msOfUtcDay(hours, minutes)).toThrow(RangeError);
  });

  test('wraps a stored value into the day and keeps its time of day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: dayMs - 1 }), fc.integer({ min: -3, max: 3 }), (ms, days) => {
        expect(wrapToUtcDay(ms + days * dayMs)).toBe(ms);
      }),
    );
  });
});
