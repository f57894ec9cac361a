import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from './circuit-breaker';

describe('backoff', () => {
  test('grows exponentially, up to its limit', () => {
    const delays = [1, 2, 3, 4, 5].map((retry) => backoffMs(retry, { baseMs: 100, maxMs: 500, random: () => 1 }));
    expect(delays).toEqual([100, 200, 400, 500, 500]);
  });

  test('is between half and the full delay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (retry, chance) => {
        const full = Math.min(2_000, 150 * 2 ** (retry - 1));
        const delay = backoffMs(retry, { baseMs: 150, maxMs: 2_000, random: () => chance });
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(delay).toBeLessThanOrEqual(full);
      }),
    );
  });
});
