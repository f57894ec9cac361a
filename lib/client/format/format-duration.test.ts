import { describe, expect, test } from 'vitest';
import { formatDuration, formatTimeParts } from './time';

describe('formatDuration', () => {
  test('shows the two largest units', () => {
    expect(formatDuration(400)).toBe('< 1 s');
    expect(formatDuration(59_999)).toBe('59 s');
    expect(formatDuration(65_000)).toBe('1 min 05 s');
    expect(formatDuration(3_600_000)).toBe('1 h');
    expect(formatDuration(3_900_000)).toBe('1 h 05 min');
    expect(formatDuration(90_000_000)).toBe('1 d 1 h');
  });

  test('shows a dash for what is not known', () => {
    expect(formatDuration(null)).toBe('–');
    expect(formatDuration(-5)).toBe('–');
  });
});

describe('formatTimeParts', () => {
  test('tells waiting from work, and keeps quiet about what is not known', () => {
    expect(formatTimeParts({ waitedMs: 279_000, workedMs: 14_000 })).toBe('waited 4 min 39 s, worked 14 s');
    expect(formatTimeParts({ waitedMs: 400, workedMs: 14_000 })).toBe('worked 14 s');
    expect(formatTimeParts({ waitedMs: null, workedMs: null })).toBe('–');
  });
});
