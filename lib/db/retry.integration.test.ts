import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '@/lib/core/app-error';
import { createTestDatabase } from '@/scripts/test-support/database';
import type { TestDatabase } from '@/scripts/test-support/database';
import type { Db } from './client';
import { createDb } from './client';
import { connectionLossOf } from './retry';

let database: TestDatabase;
let db: Db;
let killer: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url);
  killer = new pg.Client({ connectionString: database.url });
  await killer.connect();
});
afterAll(async () => {
  await killer.end();
  await db.$disconnect();
  await database.drop();
});

const kill = () =>
  killer.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
/** Runs the work and closes all connections while it is running. */
async function cut<T>(work: () => Promise<T>): Promise<T> {
  const result = work();
  await Promise.all([result.catch(() => undefined), pause(100).then(kill)]);
  return result;
}

describe('a closed connection', () => {
  test('during a read, a single write, or a transaction before its end is recovered by one retry', async () => {
    expect(await cut(() => db.$queryRaw`SELECT 1 AS one, pg_sleep(0.5)::text`)).toMatchObject([{ one: 1 }]);
    await db.tenant.create({ data: { slug: 'cut', name: 'Cut' } });
    expect(
      await cut(
        () => db.$executeRaw`UPDATE "Tenant" SET name = name || '!' FROM (SELECT pg_sleep(0.5)) s WHERE slug = 'cut'`,
      ),
    ).toBe(1);
    let runs = 0;
    await cut(() =>
      db.$transaction(async (tx) => {
        runs += 1;
        await tx.$executeRaw`UPDATE "Tenant" SET name = name || '?' WHERE slug = 'cut'`;
        if (runs === 1) await pause(400);
        await tx.tenant.count();
      }),
    );
    expect(runs).toBe(2);
    expect(await db.tenant.findUniqueOrThrow({ where: { slug: 'cut' } })).toMatchObject({ name: 'Cut!?' });
  });

  test('that is closed repeatedly is reported as unavailable, not as an internal error; committed work is there once', async () => {
    let over = false;
    const cutting = (async () => {
      while (!over) {
        await kill();
        await pause(15);
      }
    })();
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        await pause(index * 5);
        const slug = `many-${index}`;
        try {
          if (index % 3 === 0) await db.tenant.create({ data: { slug, name: slug } });
          else
            await db.$transaction(
              async (tx) => void (await tx.tenant.create({ data: { slug, name: slug } }), await tx.tenant.count()),
            );
          return { slug, error: null };
        } catch (error) {
          return { slug, error };
        }
      }),
    );
    over = true;
    await cutting;
    const done = new Set(
      (await db.tenant.findMany({ where: { slug: { startsWith: 'many-' } } })).map(({ slug }) => slug),
    );
    for (const { slug, error } of outcomes) {
      if (error === null) expect(done).toContain(slug);
      else expect(isAppError(error) ? error.code : error).toBe('unavailable');
    }
  });

  test('does not repeat what failed for another reason', async () => {
    await expect(db.tenant.create({ data: { slug: 'cut', name: 'twice' } })).rejects.toMatchObject({ code: 'P2002' });
    expect(connectionLossOf(new Error('Connection terminated unexpectedly'))).toBe('unknown');
    expect(connectionLossOf(new Error('no such column'))).toBeNull();
    expect(connectionLossOf(Object.assign(new Error(), { code: 'P1001' }))).toBe('not_done');
  });
});
