import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAccounts } from '@/lib/auth/testing/accounts';
import { inCall } from '@/lib/core/call-context';
import type { Claimant } from '@/lib/core/call-context';
import type { Db, Tx } from './client';
import { closeDb, createDb, db, lockedTransaction } from './client';

let drop: () => Promise<void>;
let small: Db;
beforeAll(async () => {
  drop = await startAccounts();
  small = createDb(process.env.DATABASE_URL ?? '', 4);
});
afterAll(async () => {
  await small.$disconnect();
  await drop();
});

const of = (tenant: string): Claimant => ({ tenant, person: `somebody of ${tenant}` });
/** Prisma starts a query when it is awaited, which must be within the call. */
const as = <T>(tenant: string, work: () => Promise<T>): Promise<T> =>
  inCall({ claimant: of(tenant) }, async () => {
    const result = await work();
    return result;
  });
function latch(): { passed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
/** Holds a connection in a transaction until it is released. */
async function hold(client: Db, tenant: string): Promise<{ letGo: () => Promise<void> }> {
  const [begun, end] = [latch(), latch()];
  const done = as(tenant, () =>
    client.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1`;
      begun.open();
      await end.passed;
    }),
  );
  await begun.passed;
  return { letGo: async () => (end.open(), done) };
}
const lock = async (tx: Tx): Promise<void> => void (await tx.$executeRaw`SELECT pg_advisory_xact_lock(99, 1)`);

describe('connections of requests', () => {
  test('a tenant with a full share and a hundred waiting queries leaves capacity for another', async () => {
    const held = [await hold(small, 'greedy'), await hold(small, 'greedy')];
    const order: string[] = [];
    const more = Array.from({ length: 100 }, (_, index) =>
      as('greedy', () => small.$queryRaw`SELECT 1`).then(() => order.push(`greedy ${index}`)),
    );
    await as('modest', () => small.$queryRaw`SELECT 1`).then(() => order.push('modest'));
    expect(order).toEqual(['modest']);
    for (const { letGo } of held) await letGo();
    await Promise.all(more);
    expect(order).toHaveLength(101);
  });

  test('a caller without a connection in time gets unavailable, also through Prisma', async () => {
    const held = [await hold(small, 'a'), await hold(small, 'a')];
    const [query, transaction] = await Promise.allSettled([
      as('a', () => small.$queryRaw`SELECT 1`),
      as('a', () => small.$transaction((tx) => tx.$queryRaw`SELECT 1`)),
    ]);
    for (const result of [query, transaction]) {
      if (result.status !== 'rejected') throw new Error('it was given a connection');
      expect(result.reason).toMatchObject({ name: 'AppError', code: 'unavailable' });
    }
    for (const { letGo } of held) await letGo();
    await as('a', () => small.$queryRaw`SELECT 1`);
  });

  test('a failing query releases its connection', async () => {
    for (let index = 0; index < 10; index += 1)
      await expect(as('a', () => small.$queryRaw`SELECT nothing`)).rejects.toThrow();
    await as('a', () => small.$queryRaw`SELECT 1`);
  });
});

describe('transactions that wait for a lock', () => {
  test('do not block others, and fail with unavailable after the time-out', async () => {
    const [begun, end] = [latch(), latch()];
    const holder = lockedTransaction(lock, async () => {
      begun.open();
      await end.passed;
    });
    await begun.passed;
    const waiting = Array.from({ length: 20 }, () =>
      as('greedy', () => lockedTransaction(lock, () => Promise.resolve('got it'))),
    );
    const results = Promise.allSettled(waiting);
    await as('greedy', () => db().$queryRaw`SELECT 1`);
    for (const result of await results) {
      if (result.status !== 'rejected') throw new Error('it got the lock of somebody else');
      expect(result.reason).toMatchObject({ name: 'AppError', code: 'unavailable' });
    }
    end.open();
    await holder;
    expect(await as('greedy', () => lockedTransaction(lock, () => Promise.resolve('got it')))).toBe('got it');
  });
});

describe('the rounds of the worker', () => {
  test('have their own connections', () => {
    expect(inCall({ isRound: true }, db)).not.toBe(db());
    expect(inCall({ isRound: true }, db)).toBe(inCall({ isRound: true }, db));
  });
});

afterAll(() => closeDb());
