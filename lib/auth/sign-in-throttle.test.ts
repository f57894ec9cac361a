import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterFailure, delayMs, failuresAt, throttlePolicies, waitMs } from './sign-in-throttle';
import type { ThrottlePolicy, ThrottleState } from './sign-in-throttle';

const policy = fc.constantFrom<ThrottlePolicy>(...Object.values(throttlePolicies));
const gaps = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { minLength: 1, maxLength: 200 });

function failing(gapsMs: readonly number[], of: ThrottlePolicy): { state: ThrottleState; now: Date } {
  let now = new Date('2026-01-01T00:00:00Z');
  let state: ThrottleState | null = null;
  for (const gap of gapsMs) {
    now = new Date(now.getTime() + gap);
    state = afterFailure(state, now, of);
  }
  if (!state) throw new Error('no failure given');
  return { state, now };
}

describe('sign-in throttle', () => {
  test('no number of failures blocks for longer than the limit', () => {
    fc.assert(
      fc.property(policy, gaps, (of, gapsMs) => {
        const { state, now } = failing(gapsMs, of);
        expect(waitMs(state, now)).toBeLessThanOrEqual(of.maxDelayMs);
      }),
    );
  });

  test('the delay grows with failures in a row', () => {
    fc.assert(
      fc.property(policy, fc.integer({ min: 0, max: 10_000 }), (of, failures) => {
        expect(delayMs(failures + 1, of)).toBeGreaterThanOrEqual(delayMs(failures, of));
      }),
    );
    expect(delayMs(throttlePolicies.pair.freeFailures, throttlePolicies.pair)).toBe(0);
    expect(delayMs(throttlePolicies.pair.freeFailures + 1, throttlePolicies.pair)).toBe(
      throttlePolicies.pair.baseDelayMs,
    );
  });

  test('another attempt is allowed after the required wait', () => {
    fc.assert(
      fc.property(policy, gaps, (of, gapsMs) => {
        const { state, now } = failing(gapsMs, of);
        expect(waitMs(state, new Date(now.getTime() + waitMs(state, now)))).toBe(0);
      }),
    );
  });

  test('forgets all failures after a time without attempts', () => {
    fc.assert(
      fc.property(policy, gaps, (of, gapsMs) => {
        const { state, now } = failing(gapsMs, of);
        expect(failuresAt(state, new Date(now.getTime() + state.failures * of.forgetOneMs), of)).toBe(0);
      }),
    );
  });

  test('continuous guessing over all addresses never delays an account by more than half a minute', () => {
    const { state, now } = failing(Array<number>(10_000).fill(10), throttlePolicies.account);
    expect(waitMs(state, now)).toBeLessThanOrEqual(30_000);
  });

  test('a clock that was set back neither restores failures nor throws', () => {
    const { state, now } = failing([0, 0, 0], throttlePolicies.pair);
    expect(failuresAt(state, new Date(now.getTime() - 3_600_000), throttlePolicies.pair)).toBe(3);
  });
});
