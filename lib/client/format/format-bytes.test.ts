import { describe, expect, test } from 'vitest';
import { formatBytes } from './numbers';

describe('formatBytes', () => {
  test('keeps three significant digits at most', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1023)).toBe('1,023 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(1024 ** 3 * 1.2345)).toBe('1.23 GiB');
    expect(formatBytes(1024 ** 3 * 12.345)).toBe('12.3 GiB');
    expect(formatBytes(1024 ** 4 * 250)).toBe('250 TiB');
  });

  test('never shows 1,024 of a unit', () => {
    expect(formatBytes(1024 ** 3 - 1)).toBe('1 GiB');
  });

  test('shows a dash for what is not known', () => {
    expect(formatBytes(null)).toBe('–');
    expect(formatBytes(Number.NaN)).toBe('–');
    expect(formatBytes(-1)).toBe('–');
  });
});
