import { describe, expect, test, vi } from 'vitest';
import { takeToken } from './serve';

const limited = expect.objectContaining({ code: 'rate_limited' }) as Error;

describe('takeToken', () => {
  test('refuses a flood, says when to retry, and does not affect others', () => {
    for (let count = 0; count < 200; count += 1) takeToken('write', 'ada', 1_000);
    expect(() => takeToken('write', 'ada', 1_000)).toThrow(limited);
    expect(() => takeToken('write', 'ada', 1_000)).toThrow(
      expect.objectContaining({ retryAfterSeconds: 0.2 }) as Error,
    );
    expect(() => takeToken('write', 'bob', 1_000)).not.toThrow();
    expect(() => takeToken('read', 'ada', 1_000)).not.toThrow();
    expect(() => takeToken('write', 'ada', 1_200)).not.toThrow();
    expect(() => takeToken('write', 'ada', 1_200)).toThrow(limited);
  });

  test('takes the same time with any number of keys', () => {
    for (let count = 0; count < 20_000; count += 1) takeToken('address', `flood ${count}`, 1_000);
    const first = vi.spyOn(Map.prototype, 'delete');
    for (let count = 0; count < 100; count += 1) takeToken('address', `more ${count}`, 1_000);
    // Its own key, and one to evict another.
    expect(first.mock.calls.length).toBeLessThanOrEqual(200);
    first.mockRestore();
  });
});
