import { describe, expect, test } from 'vitest';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import { describeTimeLeft, expectedEnd, isEndingSoon, lastMinutesMs } from './mount-state';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const mountWith = (ms: number) => ({ state: 'READY', endsAt: new Date(now + ms).toISOString() }) as const;
const [t, format] = [await wordsOf('mounts'), await formatsOf('UTC')];
const left = (ms: number) => describeTimeLeft(mountWith(ms), now, t, format);

describe('describeTimeLeft', () => {
  test('shows whole minutes while there is time', () => {
    expect(left(3 * 3_600_000 + 5 * 60_000 + 59_000)).toEqual({ text: '3 h 05 min', sentence: '3 h 05 min left' });
    expect(left(lastMinutesMs + 1000)?.text).toBe('15 min');
  });

  test('shows seconds in the last 15 minutes', () => {
    expect(left(lastMinutesMs)?.text).toBe('15 min');
    expect(left(14 * 60_000 + 5000)?.text).toBe('14 min 05 s');
    expect(left(0)).toEqual({ text: 'ending', sentence: 'ending' });
    expect(left(-60_000)?.text).toBe('ending');
  });

  test('says that the end of an external mount is unknown', () => {
    expect(describeTimeLeft({ state: 'READY', endsAt: null }, now, t, format)).toEqual({
      text: 'not known',
      sentence: 'Time left not known',
    });
  });

  test('is null unless the mount is ready', () => {
    for (const state of ['PREPARING', 'UNMOUNTING', 'ENDED', 'FAILED'] as const)
      expect(describeTimeLeft({ ...mountWith(1000), state }, now, t, format)).toBeNull();
  });
});

describe('expectedEnd', () => {
  const endsAt = '2026-11-24T12:30:00.000Z';

  test('is the confirmed end without a requested extension', () => {
    expect(expectedEnd({ endsAt, extendsByMs: 3_600_000, extendingSince: null })).toBe(endsAt);
    expect(expectedEnd({ endsAt: null, extendsByMs: null, extendingSince: null })).toBeNull();
  });

  test('is the original duration from the request during an extension', () => {
    expect(expectedEnd({ endsAt, extendsByMs: 4 * 3_600_000, extendingSince: '2026-11-24T12:00:00.000Z' })).toBe(
      '2026-11-24T16:00:00.000Z',
    );
  });
});

describe('isEndingSoon', () => {
  test('is true from 15 minutes before the end', () => {
    expect(isEndingSoon(mountWith(lastMinutesMs + 1000), now)).toBe(false);
    expect(isEndingSoon(mountWith(lastMinutesMs), now)).toBe(true);
    expect(isEndingSoon(mountWith(-60_000), now)).toBe(true);
  });

  test('is false without a known end and for a mount that is not ready', () => {
    expect(isEndingSoon({ state: 'READY', endsAt: null }, now)).toBe(false);
    expect(isEndingSoon({ ...mountWith(1000), state: 'UNMOUNTING' }, now)).toBe(false);
  });
});
