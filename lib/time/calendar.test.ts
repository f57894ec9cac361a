import { describe, expect, test } from 'vitest';
import { lastDays } from './calendar';

describe('lastDays', () => {
  test('ends with the current day of the zone', () => {
    const now = new Date('2026-11-30T23:30:00Z');
    expect(lastDays('UTC', 2, now)).toEqual([
      { date: '2026-11-29', from: new Date('2026-11-29T00:00:00Z') },
      { date: '2026-11-30', from: new Date('2026-11-30T00:00:00Z') },
    ]);
    expect(lastDays('Europe/Warsaw', 1, now)).toEqual([{ date: '2026-12-01', from: new Date('2026-11-30T23:00:00Z') }]);
  });

  test('begins days of 23 and 25 hours at the local midnight', () => {
    const hours = (zone: string, now: string) => {
      const [before, after] = lastDays(zone, 2, new Date(now));
      return ((after?.from.getTime() ?? 0) - (before?.from.getTime() ?? 0)) / 3_600_000;
    };
    expect(hours('Europe/Berlin', '2026-03-30T12:00:00Z')).toBe(23);
    expect(hours('Europe/Berlin', '2026-10-26T12:00:00Z')).toBe(25);
    // Clocks jump at midnight: the day begins at 01:00.
    expect(lastDays('Africa/Cairo', 1, new Date('2026-04-24T12:00:00Z'))[0]?.from).toEqual(
      new Date('2026-04-23T22:00:00Z'),
    );
  });

  test('throws for an unknown zone', () => {
    expect(() => lastDays('Mars/Olympus', 1, new Date())).toThrow(RangeError);
  });
});
