import { describe, expect, test } from 'vitest';
import { expiringCache } from './process-state';

describe('expiringCache', () => {
  test('calls once for concurrent and later calls until the time is up, and drops the oldest entries above its size', async () => {
    let clock = 0;
    let runs = 0;
    const cache = expiringCache<number>('test-a', { ttlMs: 10, max: 2, now: () => clock });
    const make = async () => (runs += 1);
    expect(await Promise.all([cache('a', make), cache('a', make)])).toEqual([1, 1]);
    clock = 10;
    expect(await cache('a', make)).toBe(2);
    await cache('b', make);
    await cache('c', make);
    expect(await cache('a', make)).toBe(5);
  });

  test('does not cache a failure', async () => {
    const cache = expiringCache<number>('test-b', { ttlMs: 1000, max: 2 });
    await expect(cache('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache('a', async () => 7)).toBe(7);
  });
});
