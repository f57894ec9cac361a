import { describe, expect, test } from 'vitest';
import { formatDuration } from './format-duration';

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
