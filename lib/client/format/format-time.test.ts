import { describe, expect, test } from 'vitest';
import { formatClock, formatExact, formatName, formatRelative, formatRemaining } from './time';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const at = (offsetMs: number) => new Date(now + offsetMs).toISOString();

describe('formatExact', () => {
  test('names the zone, and follows its summer time', () => {
    expect(formatExact('2026-11-24T01:00:00.000Z', 'Europe/Berlin')).toBe('Tue 24 Nov 2026, 02:00:00 CET');
    expect(formatExact('2026-07-24T01:00:00.000Z', 'Europe/Berlin')).toBe('Fri 24 Jul 2026, 03:00:00 CEST');
    expect(formatExact('2026-11-24T00:00:00.000Z', 'UTC')).toBe('Tue 24 Nov 2026, 00:00:00 UTC');
  });
});

describe('formatClock', () => {
  test('shows midnight as 00', () => {
    expect(formatClock('2026-11-24T00:00:05.000Z', 'UTC')).toBe('00:00:05');
  });
});

describe('formatName', () => {
  test('a point that is named by its time is told as every time is', () => {
    expect(formatName('2026-11-26T22:04:34.626Z', 'Europe/Warsaw')).toBe('26 Nov 2026, 23:04');
    expect(formatName('before the upgrade', 'UTC')).toBe('before the upgrade');
  });
});

describe('formatRelative', () => {
  test('tells past from future', () => {
    expect(formatRelative(at(-5_000), now, 'UTC')).toBe('just now');
    expect(formatRelative(at(30_000), now, 'UTC')).toBe('in a moment');
    // The clock of the page lags by up to 15 s, so what has just happened may seem to lie ahead.
    expect(formatRelative(at(15_000), now, 'UTC')).toBe('now');
    expect(formatRelative(at(-180_000), now, 'UTC')).toBe('3 min ago');
    expect(formatRelative(at(5 * 3_600_000), now, 'UTC')).toBe('in 5 h');
    expect(formatRelative(at(-26 * 3_600_000), now, 'UTC')).toBe('1 day ago');
  });

  test('turns into a date after a month', () => {
    expect(formatRelative(at(-40 * 86_400_000), now, 'UTC')).toBe('15 Oct 2026');
  });
});

describe('formatRemaining', () => {
  test('rounds up, and admits an estimate that has passed', () => {
    expect(formatRemaining(at(200_000), now)).toBe('about 4 min left');
    expect(formatRemaining(at(20_000), now)).toBe('less than a minute left');
    expect(formatRemaining(at(-1), now)).toBe('longer than usual');
    expect(formatRemaining(null, now)).toBeNull();
  });
});
