import { describe, expect, test } from 'vitest';
import { portalItself } from './call-context';
import type { Claimant } from './call-context';
import { createFairPool, inTurns } from './fair-pool';
import type { FairPool, QueueClass } from './fair-pool';

const timeoutMs = 5_000;
const of = (tenant: string, person = 'one'): Claimant => ({ tenant, person });
/** Takes slots immediately until there is none. */
function takeAll(pool: FairPool, claimant: Claimant): (() => void)[] {
  const taken: (() => void)[] = [];
  for (let release = pool.tryAcquire(claimant); release; release = pool.tryAcquire(claimant)) taken.push(release);
  return taken;
}

describe('shares', () => {
  test('one tenant gets at most half of the slots, and each further tenant half of the rest', () => {
    const pool = createFairPool({ size: 12 });
    const shares = ['a', 'b', 'c', 'd'].map(
      (tenant) => ['one', 'two', 'three', 'four'].flatMap((person) => takeAll(pool, of(tenant, person))).length,
    );
    expect(shares).toEqual([6, 3, 2, 1]);
    expect(pool.tryAcquire(of('e'))).toBeNull();
  });

  test('one person leaves slots for the others of its tenant', () => {
    const pool = createFairPool({ size: 6 });
    expect(takeAll(pool, of('a', 'ada'))).toHaveLength(2);
    expect(takeAll(pool, of('a', 'bob'))).toHaveLength(1);
    expect(takeAll(pool, of('b', 'eve'))).not.toHaveLength(0);
  });

  test.each([1, 2, 3, 4, 6, 8, 10, 100])('with %i slots a single tenant always gets one', (size) => {
    expect(createFairPool({ size }).tryAcquire(of('a'))).not.toBeNull();
    expect(createFairPool({ size }).tryAcquire(portalItself)).not.toBeNull();
  });

  test('the portal itself leaves a quarter of the slots to tenants', () => {
    const pool = createFairPool({ size: 8 });
    expect(takeAll(pool, portalItself)).toHaveLength(6);
    expect(pool.tryAcquire(of('a'))).not.toBeNull();
  });

  test('releasing a slot twice frees it once', () => {
    const pool = createFairPool({ size: 1 });
    const release = pool.tryAcquire(of('a'));
    release?.();
    release?.();
    expect(takeAll(pool, of('a'))).toHaveLength(1);
  });
});

describe('waiting claims', () => {
  /** Work that waits for its turn, and the order in which it got it. */
  function inLine(pool: FairPool) {
    const order: string[] = [];
    const done: Promise<void>[] = [];
    const add = (name: string, claimant: Claimant, queueClass: QueueClass = 'read'): void => {
      done.push(
        pool.acquire(claimant, { queueClass, timeoutMs }).then(async (release) => {
          order.push(name);
          await Promise.resolve();
          release();
        }),
      );
    };
    return { order, add, all: () => Promise.all(done) };
  }

  test('a tenant that comes after a thousand claims of another waits for one of them, not for all', async () => {
    const pool = createFairPool({ size: 1, maxWaiting: 5_000 });
    const hold = pool.tryAcquire(of('greedy'));
    const line = inLine(pool);
    for (let index = 0; index < 1_000; index += 1) line.add(`greedy ${index}`, of('greedy', `p${index % 7}`));
    line.add('modest', of('modest'));
    hold?.();
    await line.all();
    expect(line.order.indexOf('modest')).toBeLessThanOrEqual(1);
    expect(line.order).toHaveLength(1_001);
  });

  test('tenants take turns, and the persons of each tenant too', async () => {
    const pool = createFairPool({ size: 1 });
    const hold = pool.tryAcquire(of('x'));
    const line = inLine(pool);
    for (const name of ['a1', 'a2', 'a3', 'a4']) line.add(name, of('a', 'ada'));
    line.add('a-bob', of('a', 'bob'));
    for (const name of ['b1', 'b2']) line.add(name, of('b', 'eve'));
    hold?.();
    await line.all();
    expect(line.order).toEqual(['a1', 'b1', 'a-bob', 'b2', 'a2', 'a3', 'a4']);
  });

  test('a write that comes after a hundred reads waits for one of them', async () => {
    const pool = createFairPool({ size: 1 });
    const hold = pool.tryAcquire(of('a'));
    const line = inLine(pool);
    for (let index = 0; index < 100; index += 1) line.add(`read ${index}`, of('a'));
    line.add('write', of('a'), 'write');
    hold?.();
    await line.all();
    expect(line.order.indexOf('write')).toBeLessThanOrEqual(1);
  });

  test('time-out, cancellation and a full queue are distinct errors', async () => {
    const pool = createFairPool({ size: 2, maxWaiting: 4 });
    const [mine, theirs] = [pool.tryAcquire(of('a')), pool.tryAcquire(of('b'))];
    await expect(pool.acquire(of('a'), { timeoutMs: 1 })).rejects.toMatchObject({ reason: 'share' });
    await expect(pool.acquire(of('c'), { timeoutMs: 1 })).rejects.toMatchObject({ reason: 'busy' });
    const gone = new AbortController();
    const given = pool.acquire(of('c'), { timeoutMs, signal: gone.signal });
    gone.abort();
    await expect(given).rejects.toMatchObject({ reason: 'aborted' });
    await expect(pool.acquire(of('c'), { timeoutMs, signal: gone.signal })).rejects.toMatchObject({
      reason: 'aborted',
    });
    const waiting = [1, 2].map(() => pool.acquire(of('c'), { timeoutMs }).then((release) => release()));
    await expect(pool.acquire(of('c'), { timeoutMs })).rejects.toMatchObject({ reason: 'share' });
    expect(pool.waiting()).toBe(2);
    mine?.();
    theirs?.();
    await Promise.all(waiting);
    expect(pool.waiting()).toBe(0);
  });

  test('a tenant at its limit does not block free slots for others', async () => {
    const pool = createFairPool({ size: 4 });
    const taken = [...takeAll(pool, of('a', 'ada')), ...takeAll(pool, of('a', 'bob'))];
    expect(taken).toHaveLength(2);
    const late = pool.acquire(of('a', 'ada'), { timeoutMs }).then((release) => release());
    expect(pool.tryAcquire(of('b'))).not.toBeNull();
    for (const release of taken) release();
    await late;
  });
});

describe('inTurns', () => {
  const work = (tenantId: string, ...names: string[]) => names.map((name) => ({ tenantId, name }));
  const orderOf = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

  test('interleaves tenants: a single item is second behind a hundred of another', () => {
    const many = work('a', ...Array.from({ length: 100 }, (_, index) => `a${index}`));
    const order = orderOf(inTurns([...many, ...work('b', 'b0')]));
    expect(order.slice(0, 3)).toEqual(['a0', 'b0', 'a1']);
    expect(order).toHaveLength(101);
  });

  test('keeps the order within a tenant, and of the tenants', () => {
    expect(
      orderOf(inTurns([...work('a', 'a1', 'a2'), ...work('b', 'b1'), ...work('a', 'a3'), ...work('c', 'c1', 'c2')])),
    ).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(inTurns([])).toEqual([]);
  });
});
