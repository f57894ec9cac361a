import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMachineQueue } from './machine-queue';

const ends: AbortController[] = [];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const end of ends.splice(0)) end.abort();
  vi.useRealTimers();
});

function queueOf(read: (guid: string) => Promise<void>, concurrency = 2) {
  const end = new AbortController();
  ends.push(end);
  return {
    end,
    queue: createMachineQueue({ signal: end.signal, read, concurrency, openedGapMs: 10_000, endedGapMs: 1_000 }),
  };
}

describe('createMachineQueue', () => {
  test('reads a machine once for fifty concurrent requests, and again only after the gap', async () => {
    const read = vi.fn(() => Promise.resolve());
    const { queue } = queueOf(read);
    for (let index = 0; index < 50; index += 1) queue.ask('a', 'opened');
    await vi.advanceTimersByTimeAsync(9_000);
    for (let index = 0; index < 50; index += 1) queue.ask('a', 'opened');
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('reads a machine soon after its work ended, even if it was just read', async () => {
    const read = vi.fn(() => Promise.resolve());
    const { queue } = queueOf(read);
    queue.ask('a', 'opened');
    queue.ask('a', 'ended');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('respects the limit of concurrent reads, and never reads one machine twice at once', async () => {
    let running = 0;
    let most = 0;
    const { queue } = queueOf(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      running -= 1;
    });
    for (const guid of ['a', 'b', 'c', 'd', 'e']) queue.ask(guid, 'ended');
    await vi.advanceTimersByTimeAsync(1_500);
    queue.ask('a', 'ended');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(most).toBe(2);
    expect(running).toBe(0);
  });

  test('retries a failed read with growing pauses, and gives up in the end', async () => {
    const read = vi.fn(() => Promise.reject(new Error('away')));
    const { queue } = queueOf(read);
    queue.ask('a', 'ended');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(8);
  });

  test('many requests of one tenant delay neither those of another nor machines whose work ended', async () => {
    const begun: string[] = [];
    const { queue } = queueOf(async (guid) => {
      begun.push(guid);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }, 4);
    for (let round = 0; round < 5; round += 1)
      for (let index = 0; index < 1_000; index += 1) queue.ask(`greedy ${index}`, 'opened', 'greedy');
    queue.ask('modest', 'opened', 'modest');
    queue.ask('ended', 'ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual(['greedy 0', 'greedy 1', 'modest', 'ended']);
    await vi.advanceTimersByTimeAsync(3_000);
    queue.ask('modest too', 'opened', 'modest');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(begun.slice(-4)).toContain('modest too');
  });

  test('accepts a limited number of requests of one tenant, and reads what it accepted', async () => {
    const read = vi.fn(() => Promise.resolve());
    const { queue } = queueOf(read);
    for (let index = 0; index < 10_000; index += 1) queue.ask(`m${index}`, 'opened', 'greedy');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read.mock.calls.length).toBeGreaterThan(900);
    expect(read.mock.calls.length).toBeLessThan(1_100);
  });

  test('ends with its signal once no read is running', async () => {
    const { queue, end } = queueOf(() => new Promise((resolve) => setTimeout(resolve, 2_000)));
    queue.ask('a', 'ended');
    end.abort();
    await vi.advanceTimersByTimeAsync(2_000);
    await queue.ended;
  });
});
