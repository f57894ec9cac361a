import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { TenantChange } from '@/lib/db/change-feed';
import { peekSingleton } from '@/lib/core/process-state';
import { closeDb, db } from '@/lib/db/client';
import { createTestDatabase } from '@/scripts/test-support/database';
import { eventually } from '@/scripts/test-support/eventually';
import { feedPosition, subscribe } from './hub';
import type { FeedItem } from './hub';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
const ends: AbortController[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STORWARE_URL: 'https://storware.test/api',
    STORWARE_LOGIN: 'portal',
    STORWARE_PASSWORD: 'unused',
    NEXTAUTH_SECRET: randomUUID(),
    LOG_LEVEL: 'silent',
  });
});
afterAll(async () => {
  for (const end of ends) end.abort();
  await closeDb();
  await database.drop();
});

type Listener = { readonly items: FeedItem[]; readonly end: AbortController };

/** A subscriber that has already received a change for everyone, and so is certainly connected. */
async function listener(tenantId: string, afterSeq: bigint | null = null): Promise<Listener> {
  const end = new AbortController();
  ends.push(end);
  const items: FeedItem[] = [];
  const feed = subscribe({ tenantId, afterSeq, signal: end.signal });
  void (async () => {
    for await (const item of feed) if (item.kind !== 'freshness' && item.kind !== 'position') items.push(item);
  })();
  if (afterSeq === null) {
    await eventually('the feed', async () => {
      if (items.length === 0) await record([{ tenantId: null, kind: 'policy', objectId: 'hello' }]);
      return items.length > 0 ? true : null;
    });
    items.length = 0;
  }
  return { items, end };
}
function record(changes: TenantChange[]): Promise<void> {
  return db().$transaction((tx) => recordTenantChanges(tx, changes));
}
function machine(tenantId: string, objectId: string): TenantChange {
  return { tenantId, kind: 'machine', objectId };
}
function idsOf({ items }: Listener): string[] {
  return items.flatMap((item) => ('objectId' in item && item.objectId !== 'hello' ? [item.objectId] : []));
}
async function lastSeq(): Promise<bigint> {
  return (await db().changeEvent.aggregate({ _max: { seq: true } }))._max.seq ?? 0n;
}

describe('the hub', () => {
  test('lets pages read everything again after a process was disconnected for longer than changes are kept', async () => {
    const acme = await listener('acme');
    const hub = peekSingleton<{ receivedAt: number }>('live-hub');
    if (!hub) throw new Error('no hub');
    await record([machine('acme', 'while it hears')]);
    await eventually('it', () => (idsOf(acme).includes('while it hears') ? true : null));
    expect(acme.items.some(({ kind }) => kind === 'resync')).toBe(false);
    hub.receivedAt -= 3_600_000;
    await record([machine('acme', 'afterwards')]);
    await eventually('the word to read again', () => (acme.items.some(({ kind }) => kind === 'resync') ? true : null));
  });

  test('sends each tenant its own changes and those for everyone, in order', async () => {
    const [acme, globex] = [await listener('acme'), await listener('globex')];
    await record([machine('acme', 'a1'), machine('globex', 'g1'), machine('acme', 'a2')]);
    await record([{ tenantId: null, kind: 'policy', objectId: 'everyone' }]);
    await eventually('all of it', () =>
      idsOf(acme).includes('everyone') && idsOf(globex).includes('everyone') ? true : null,
    );
    expect(idsOf(acme)).toEqual(['a1', 'a2', 'everyone']);
    expect(idsOf(globex)).toEqual(['g1', 'everyone']);
  });

  test('continues after the last received item, without loss and without repeating', async () => {
    await record([machine('acme', 'before')]);
    const after = await lastSeq();
    await record([machine('acme', 'missed-1'), machine('globex', 'foreign'), machine('acme', 'missed-2')]);
    const acme = await listener('acme', after);
    await record([machine('acme', 'later')]);
    await eventually('the later one', () => (idsOf(acme).includes('later') ? true : null));
    expect(idsOf(acme)).toEqual(['missed-1', 'missed-2', 'later']);
  });

  test('sends resync when missed changes are no longer kept, or the position is unknown', async () => {
    await record([machine('acme', 'x'), machine('acme', 'y')]);
    const last = await lastSeq();
    await db().changeEvent.deleteMany({ where: { seq: { lt: last } } });
    for (const after of [last - 5n, last + 1_000n]) {
      const acme = await listener('acme', after);
      await eventually('the word to read again', () =>
        acme.items.some(({ kind }) => kind === 'resync') ? true : null,
      );
    }
  });

  test('sends no resync to a subscriber at the present end of the feed, even if all changes before are pruned', async () => {
    const acme = await listener('acme');
    await record([machine('acme', 'the last one')]);
    await eventually('it', () => (idsOf(acme).includes('the last one') ? true : null));
    const position = feedPosition();
    await db().changeEvent.deleteMany({});
    const resumed = await listener('acme', position);
    await record([machine('acme', 'the next one')]);
    await eventually('the next', () => (idsOf(resumed).includes('the next one') ? true : null));
    expect(resumed.items.map(({ kind }) => kind)).toEqual(['machine']);
  });

  test('misses nothing when its connection is interrupted', async () => {
    const acme = await listener('acme');
    await db().$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`;
    for (let index = 0; index < 20; index += 1) await record([machine('acme', `during-${index}`)]);
    await eventually('the last of them', () => (idsOf(acme).includes('during-19') ? true : null));
    expect(idsOf(acme)).toEqual(Array.from({ length: 20 }, (_, index) => `during-${index}`));
  });

  test('sends the position of the feed first, so that a tenant without changes can resume too', async () => {
    await listener('acme');
    const end = new AbortController();
    ends.push(end);
    const feed = subscribe({ tenantId: 'quiet', afterSeq: null, signal: end.signal });
    const stands = feedPosition();
    expect((await feed[Symbol.asyncIterator]().next()).value).toEqual({ kind: 'position', seq: stands });
    expect(stands).toBe(await lastSeq());
  });

  test('removes a subscriber that leaves', async () => {
    const acme = await listener('acme');
    acme.end.abort();
    const other = await listener('acme');
    await record([machine('acme', 'afterwards')]);
    await eventually('it elsewhere', () => (idsOf(other).includes('afterwards') ? true : null));
    expect(idsOf(acme)).toEqual([]);
  });

  test('uses one connection for any number of subscribers', async () => {
    await Promise.all(Array.from({ length: 50 }, () => listener('acme')));
    const [row] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;
    expect(row?.count).toBe(1);
  });
});
