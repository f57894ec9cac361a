import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clockErrorMs, noteServerTime, resetServerClock, serverNow } from './server-clock';

const actual = Date.parse('2026-11-24T12:00:00.000Z');
/** The portal's time `ms` after the beginning of the test. */
const said = (ms: number) => new Date(actual + ms).toISOString();

beforeEach(() => {
  vi.useFakeTimers();
  resetServerClock();
});
afterEach(() => void vi.useRealTimers());

describe('serverNow', () => {
  test.each([
    ['right', 0],
    ['5 min ahead', 300_000],
    ['2 days ahead', 172_800_000],
    ['3 h behind', -10_800_000],
  ])("returns the portal's time with a clock that is %s", (_how, error) => {
    vi.setSystemTime(actual + error);
    const sentAt = Date.now();
    vi.setSystemTime(actual + error + 400);
    noteServerTime(said(200), sentAt);
    expect(serverNow()).toBe(actual + 400);
    vi.setSystemTime(actual + error + 60_000);
    expect(serverNow()).toBe(actual + 60_000);
    expect(clockErrorMs()).toBe(error === 0 ? null : error);
  });

  test('a time that arrives late does not set the clock back', () => {
    vi.setSystemTime(actual);
    noteServerTime(said(0), Date.now());
    vi.setSystemTime(actual + 30_000);
    noteServerTime(said(1_000));
    expect(serverNow()).toBe(actual + 30_000);
  });

  test('a slow response does not replace a more exact one', () => {
    vi.setSystemTime(actual + 100_000);
    noteServerTime(said(0), Date.now());
    const sentAt = Date.now();
    vi.setSystemTime(actual + 110_000);
    noteServerTime(said(9_900), sentAt);
    expect(Math.abs(serverNow() - (actual + 10_000))).toBeLessThanOrEqual(50);
  });

  test("follows when the browser's clock is corrected while the page is open", () => {
    vi.setSystemTime(actual + 300_000);
    noteServerTime(said(0), Date.now());
    expect(clockErrorMs()).toBe(300_000);
    vi.setSystemTime(actual + 15_000);
    noteServerTime(said(15_000), Date.now());
    expect(serverNow()).toBe(actual + 15_000);
    expect(clockErrorMs()).toBeNull();
  });

  test('uses the time of a page or an event until there is a better one', () => {
    vi.setSystemTime(actual - 7_200_000);
    noteServerTime(said(0));
    expect(serverNow()).toBe(actual);
    expect(clockErrorMs()).toBe(-7_200_000);
  });

  test('ignores an invalid time', () => {
    vi.setSystemTime(actual);
    noteServerTime(null, 1);
    noteServerTime('soon', 1);
    expect(serverNow()).toBe(actual);
  });
});
