import { describe, expect, test } from 'vitest';
import { inCall } from '@/lib/core/call-context';
import { createSemaphore } from './queue';

const timeoutMs = 5_000;

describe('semaphore', () => {
  test('never grants more than its permits, and serves every caller', async () => {
    const semaphore = createSemaphore(3);
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const release = await semaphore.acquire('read', { timeoutMs });
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      release();
    };
    await Promise.all(Array.from({ length: 50 }, work));
    expect(most).toBe(3);
    expect(semaphore.waiting()).toBe(0);
  });

  test('a write that comes after a hundred reads waits for one of them, not for all', async () => {
    const semaphore = createSemaphore(1);
    const order: string[] = [];
    const hold = await semaphore.acquire('read', { timeoutMs });
    const queue = (queueClass: 'read' | 'write', name: string): Promise<void> =>
      semaphore.acquire(queueClass, { timeoutMs }).then((release) => {
        order.push(name);
        release();
      });
    const all = [...Array.from({ length: 100 }, (_, i) => queue('read', `read ${i}`)), queue('write', 'write')];
    hold();
    await Promise.all(all);
    expect(order.indexOf('write')).toBeLessThanOrEqual(1);
    expect(order.filter((name) => name !== 'write')).toEqual(Array.from({ length: 100 }, (_, i) => `read ${i}`));
  });

  test('reports a time-out in the queue as not sent', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire('read', { timeoutMs });
    await expect(semaphore.acquire('write', { timeoutMs: 5 })).rejects.toMatchObject({ kind: 'queue', sent: false });
    expect(semaphore.waiting()).toBe(0);
    release();
    (await semaphore.acquire('write', { timeoutMs }))();
  });

  test('a cancelled caller leaves the queue, and its permit goes to the next', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire('read', { timeoutMs });
    const controller = new AbortController();
    const given = semaphore.acquire('read', { timeoutMs, signal: controller.signal });
    const next = semaphore.acquire('read', { timeoutMs });
    controller.abort();
    await expect(given).rejects.toMatchObject({ kind: 'aborted', sent: false });
    release();
    (await next)();
  });

  test('is shared by tenants: one tenant cannot have all permits', async () => {
    const semaphore = createSemaphore(4);
    const as = (tenant: string) =>
      inCall({ claimant: { tenant, person: `${tenant}'s` } }, () => semaphore.acquire('read', { timeoutMs: 5 }));
    const [first, second] = [await as('greedy'), await as('greedy')];
    await expect(as('greedy')).rejects.toMatchObject({ kind: 'share', sent: false });
    (await as('modest'))();
    first();
    second();
    (await as('greedy'))();
  });

  test('releasing a permit twice frees it once', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire('read', { timeoutMs });
    release();
    release();
    await semaphore.acquire('read', { timeoutMs });
    await expect(semaphore.acquire('read', { timeoutMs: 5 })).rejects.toMatchObject({ kind: 'queue' });
  });
});
