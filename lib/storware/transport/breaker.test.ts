import { describe, expect, test } from 'vitest';
import { createBreaker } from './circuit-breaker';

function breakerAt(start = 0) {
  const clock = { now: start };
  const breaker = createBreaker({ failureThreshold: 3, coolDownMs: 1_000, maxCoolDownMs: 3_000, now: () => clock.now });
  const fail = (times: number): void => {
    for (let i = 0; i < times; i += 1) breaker.enter()?.failed();
  };
  return { breaker, clock, fail };
}

describe('breaker', () => {
  test('opens after the configured number of consecutive failures', () => {
    const { breaker, fail } = breakerAt();
    fail(2);
    expect(breaker.state()).toBe('closed');
    fail(1);
    expect(breaker.state()).toBe('open');
    expect(breaker.enter()).toBeNull();
    expect(breaker.waitMs()).toBe(1_000);
  });

  test('a response in between resets the count', () => {
    const { breaker, fail } = breakerAt();
    fail(2);
    breaker.enter()?.succeeded();
    fail(2);
    expect(breaker.state()).toBe('closed');
  });

  test('lets exactly one probe through after the cool-down; its success closes it', () => {
    const { breaker, clock, fail } = breakerAt();
    fail(3);
    clock.now = 1_000;
    expect(breaker.state()).toBe('half-open');
    const probe = breaker.enter();
    expect(probe).not.toBeNull();
    expect(breaker.enter()).toBeNull();
    probe?.succeeded();
    expect(breaker.state()).toBe('closed');
    expect(breaker.enter()).not.toBeNull();
  });

  test('a failed probe opens it for twice as long, up to the limit', () => {
    const { breaker, clock, fail } = breakerAt();
    fail(3);
    const waits: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      clock.now += breaker.waitMs();
      breaker.enter()?.failed();
      waits.push(breaker.waitMs());
    }
    expect(waits).toEqual([2_000, 3_000, 3_000]);
  });

  test('a cancelled probe lets the next one through', () => {
    const { breaker, clock, fail } = breakerAt();
    fail(3);
    clock.now = 1_000;
    breaker.enter()?.released();
    expect(breaker.enter()).not.toBeNull();
  });

  test('failures of requests started before it opened do not prolong it', () => {
    const { breaker, clock, fail } = breakerAt();
    const early = breaker.enter();
    fail(3);
    clock.now = 900;
    early?.failed();
    expect(breaker.waitMs()).toBe(100);
  });
});
