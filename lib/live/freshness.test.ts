import { describe, expect, test } from 'vitest';
import { freshnessOf, machinesLateMs, tasksLateMs } from './freshness';

const now = new Date('2026-11-23T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const good = (ms: number) => ({ asOf: ago(ms), attemptedAt: ago(ms), error: null });

describe('freshnessOf', () => {
  test('is live, and as old as the older of the two', () => {
    expect(freshnessOf(good(2_000), good(50_000), now)).toEqual({
      state: 'LIVE',
      asOf: ago(50_000).toISOString(),
      reason: null,
    });
  });

  test('is late as soon as one kind is overdue, even without failed attempts', () => {
    expect(freshnessOf(good(tasksLateMs + 1), good(0), now).state).toBe('LATE');
    expect(freshnessOf(good(0), good(machinesLateMs + 1), now).state).toBe('LATE');
    expect(freshnessOf({ asOf: null, attemptedAt: null, error: null }, good(0), now)).toMatchObject({
      state: 'LATE',
      asOf: null,
    });
  });

  test('is down when the newest attempt could not reach the server, and recovers with the next success', () => {
    const down = { asOf: ago(10_000), attemptedAt: ago(1_000), error: 'upstream_unavailable' };
    expect(freshnessOf(down, good(5_000), now)).toMatchObject({ state: 'DOWN', asOf: ago(10_000).toISOString() });
    expect(freshnessOf({ asOf: ago(500), attemptedAt: ago(500), error: null }, good(5_000), now).state).toBe('LIVE');
  });

  test('a server with invalid responses is late, not down', () => {
    expect(
      freshnessOf({ asOf: ago(tasksLateMs + 1), attemptedAt: ago(0), error: 'upstream_contract' }, good(0), now).state,
    ).toBe('LATE');
  });
});
