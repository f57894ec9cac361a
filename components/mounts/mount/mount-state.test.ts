import { describe, expect, test } from 'vitest';
import { describeTimeLeft, lastMinutesMs } from './mount-state';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const left = (ms: number) => describeTimeLeft({ state: 'READY', endsAt: new Date(now + ms).toISOString() }, now);

describe('describeTimeLeft', () => {
  test('counts whole minutes while there is time', () => {
    expect(left(3 * 3_600_000 + 5 * 60_000 + 59_000)).toEqual({ text: '3 h 05 min', isShort: false });
    expect(left(lastMinutesMs + 1000)).toEqual({ text: '15 min', isShort: false });
  });

  test('counts seconds and warns in the last quarter of an hour', () => {
    expect(left(lastMinutesMs)).toEqual({ text: '15 min', isShort: true });
    expect(left(14 * 60_000 + 5000)).toEqual({ text: '14 min 05 s', isShort: true });
    expect(left(0)).toEqual({ text: 'ending', isShort: true });
    expect(left(-60_000)).toEqual({ text: 'ending', isShort: true });
  });

  test('does not pretend to know what somebody else ordered', () => {
    expect(describeTimeLeft({ state: 'READY', endsAt: null }, now)).toEqual({ text: 'not known', isShort: false });
  });

  test('runs only while the mount can be used', () => {
    for (const state of ['PREPARING', 'UNMOUNTING', 'ENDED', 'FAILED'] as const)
      expect(describeTimeLeft({ state, endsAt: new Date(now + 1000).toISOString() }, now)).toBeNull();
  });
});
