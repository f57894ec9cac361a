import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/core/app-error';
import { startLoop } from './loop';

const ends: AbortController[] = [];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const end of ends.splice(0)) end.abort();
  vi.useRealTimers();
});

function loopOf(round: () => Promise<number>, minGapMs = 2_000) {
  const end = new AbortController();
  ends.push(end);
  return { end, loop: startLoop({ name: 'test', signal: end.signal, round, minGapMs, maxBackoffMs: 15_000 }) };
}

describe('startLoop', () => {
  test('waits as long as its round returned', async () => {
    const round = vi.fn(() => Promise.resolve(10_000));
    loopOf(round);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(round).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(round).toHaveBeenCalledTimes(2);
  });

  test('joins wake-ups into one round after the gap', async () => {
    const round = vi.fn(() => Promise.resolve(60_000));
    const { loop } = loopOf(round);
    await vi.advanceTimersByTimeAsync(10);
    for (let index = 0; index < 100; index += 1) loop.wake();
    await vi.advanceTimersByTimeAsync(1_980);
    expect(round).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(round).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(round).toHaveBeenCalledTimes(2);
    loop.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(round).toHaveBeenCalledTimes(3);
  });

  test('a wake-up during a round leads to another one, and rounds never overlap', async () => {
    let running = 0;
    let most = 0;
    const round = vi.fn(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      running -= 1;
      return 60_000;
    });
    const { loop } = loopOf(round);
    await vi.advanceTimersByTimeAsync(1_000);
    loop.wake();
    loop.wake();
    await vi.advanceTimersByTimeAsync(4_100);
    expect(round).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(round).toHaveBeenCalledTimes(2);
    expect(most).toBe(1);
  });

  test('failures increase the pause up to its limit, the pause that the server requires is kept, and no wake-up shortens it', async () => {
    const round = vi.fn(() => Promise.reject(new AppError('upstream_unavailable', { retryAfterSeconds: 3 })));
    const { loop } = loopOf(round);
    await vi.advanceTimersByTimeAsync(2_900);
    loop.wake();
    await vi.advanceTimersByTimeAsync(50);
    expect(round).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(round).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3_000 + 4_000 + 8_000);
    expect(round).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(15_000 + 15_000);
    expect(round).toHaveBeenCalledTimes(7);
  });

  test('ends at once with its signal', async () => {
    const { loop, end } = loopOf(() => Promise.resolve(60_000));
    await vi.advanceTimersByTimeAsync(10_000);
    end.abort();
    await loop.ended;
  });
});
