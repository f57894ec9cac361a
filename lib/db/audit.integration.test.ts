import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAccounts } from '@/lib/auth/testing/accounts';
import { genesisHash, hashOfEntry } from '@/lib/core/audit-chain';
import { inCall } from '@/lib/core/call-context';
import { createEmptyDatabase } from '@/scripts/test-support/database';
import { audit, changeOf, record, removeOldEntries } from './audit';
import type { AuditInput } from './audit';
import { auditTally, closeTallies } from './audit-tally';
import { trailLines } from './audit-trail';
import { recordTenantChanges } from './change-feed';
import { createDb, db } from './client';
import { migrate } from './migrate';
import { grantPortalRole } from './portal-role';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());

let chains = 0;
const newTenant = (): string => `tenant-${(chains += 1)}`;
const entryOf = (tenantId: string | null, name = 'web'): AuditInput => ({
  tenantId,
  actor: { id: 'anna', name: 'Anna' },
  action: 'backup.start',
  object: { kind: 'machine', id: name, name },
  outcome: 'REQUESTED',
  detail: { type: 'FULL', sizes: [1e21, 0.1, -0, 12345678901234567000], nested: { b: 1, a: null }, skipped: undefined },
});
const day = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * day);

/** The chain as an export has it, with each hash worked out anew. */
async function chainOf(chain: string): Promise<number[]> {
  const head = await db().auditChain.findUniqueOrThrow({ where: { id: chain } });
  let prevHash = head.cutHash;
  const seqs: number[] = [];
  for await (const line of trailLines(db(), { chain, from: null, to: null, upTo: Number(head.headSeq) })) {
    if (line.seq === null) continue;
    const { hash, ...content } = line;
    expect([content.prevHash, hashOfEntry(content)]).toEqual([prevHash, hash]);
    prevHash = hash;
    seqs.push(line.seq);
  }
  expect([head.headSeq, head.headHash]).toEqual([BigInt(seqs.at(-1) ?? 0), prevHash]);
  return seqs;
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('appending', () => {
  test('gives each chain its own places, and hashes what the database gives back', async () => {
    const [one, two] = [newTenant(), newTenant()];
    await db().$transaction(async (tx) => {
      for (const tenant of [two, one, two]) await audit(tx, entryOf(tenant, 'a\0b \ud800 ö'));
    });
    expect([await chainOf(one), await chainOf(two)]).toEqual([[1], [1, 2]]);
    const [first] = await db().auditEntry.findMany({ where: { chain: one } });
    expect(first).toMatchObject({
      prevHash: genesisHash,
      objectName: 'a\ufffdb \ufffd ö',
      actorKind: 'USER',
      tenantId: one,
    });
  });

  test('keeps one chain whole under 50 transactions at once, half of which write others and the feed too', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    const many = createDb(process.env['DATABASE_URL'] ?? '', 50);
    await Promise.all(
      upTo(50).map((count) =>
        many.$transaction(
          async (tx) => {
            await recordTenantChanges(tx, [{ tenantId: tenant, kind: 'policy', objectId: `${count}` }]);
            await audit(tx, entryOf(tenant, `machine ${count}`));
            if (count % 2 === 0) await record(tx, [entryOf(other), entryOf(null), entryOf(tenant)]);
          },
          { maxWait: 20_000 },
        ),
      ),
    );
    await many.$disconnect();
    expect(await chainOf(tenant)).toEqual(upTo(75));
    expect(await chainOf(other)).toEqual(upTo(25));
    await chainOf('platform');
  });

  test('leaves nothing of a transaction that failed', async () => {
    const tenant = newTenant();
    const failing = db().$transaction(async (tx) => {
      await audit(tx, entryOf(tenant));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await audit(db(), entryOf(tenant, 'after'));
    expect(await chainOf(tenant)).toEqual([1]);
  });

  test('takes address, request and kind of actor from the request, and the portal for who has no id', async () => {
    const tenant = newTenant();
    await inCall({ origin: { address: '203.0.113.7', requestId: 'request-7' } }, () => audit(db(), entryOf(tenant)));
    await audit(db(), { ...entryOf(tenant), actor: { id: null, name: 'System' } });
    expect(await db().auditEntry.findMany({ where: { chain: tenant }, orderBy: { seq: 'asc' } })).toMatchObject([
      { address: '203.0.113.7', requestId: 'request-7', actorKind: 'USER' },
      { address: null, requestId: null, actorKind: 'SYSTEM' },
    ]);
  });

  test('tells the tenant’s pages, and nobody else', async () => {
    const tenant = newTenant();
    await record(db(), [entryOf(tenant), entryOf(tenant), entryOf(null)]);
    expect(await db().changeEvent.findMany({ where: { tenantId: tenant } })).toMatchObject([{ kind: 'audit' }]);
    expect(await db().changeEvent.count({ where: { tenantId: null } })).toBe(0);
  });
});

test('a change is what differs', () => {
  expect(changeOf({ a: 1, b: { x: 1, y: 2 }, c: null }, { a: 2, b: { y: 2, x: 1 }, d: [1] })).toEqual({
    before: { a: 1, d: null },
    after: { a: 2, d: [1] },
  });
});

describe('repetitions', () => {
  test('are one more entry when the quarter of an hour has ended', async () => {
    const [one, two] = [newTenant(), newTenant()];
    const start = new Date(Math.floor(Date.now() / 900_000) * 900_000 - 2_700_000);
    const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
    const entries = [entryOf(one), entryOf(two)];
    await Promise.all(upTo(8).map((second) => auditTally(db(), entries, 'key', at(second))));
    expect(await chainOf(one)).toEqual([1]);
    expect(await closeTallies(db(), at(899))).toEqual({ count: 0 });
    expect(await closeTallies(db(), at(900))).toEqual({ count: 2 });
    expect(await closeTallies(db(), at(900))).toEqual({ count: 0 });
    expect(await chainOf(two)).toEqual([1, 2]);
    const [, more] = await db().auditEntry.findMany({ where: { chain: one }, orderBy: { seq: 'asc' } });
    expect(more).toMatchObject({ at: at(8), detail: { type: 'FULL', repeated: 7 }, objectId: 'web' });
    await auditTally(db(), [entryOf(one)], 'key', at(1_000));
    await auditTally(db(), [entryOf(one)], 'another key', at(1_000));
    expect(await chainOf(one)).toEqual([1, 2, 3, 4]);
  });
});

describe('append-only', () => {
  test.each([
    ['a change of an entry', 'UPDATE "AuditEntry" SET "actorName" = \'somebody\''],
    ['the removal of an entry', 'DELETE FROM "AuditEntry"'],
    ['the removal of all', 'TRUNCATE "AuditEntry"'],
    [
      'an entry without a place',
      "INSERT INTO \"AuditEntry\" (id, at, chain, \"actorName\", \"actorKind\", action, outcome) VALUES ('x', now(), 'x', 'x', 'USER', 'x', 'x')",
    ],
    ['a head that goes back', 'UPDATE "AuditChain" SET "headSeq" = 0'],
    ['a cut that nothing was cut at', 'UPDATE "AuditChain" SET "cutSeq" = 1'],
    ['the removal of a chain', 'DELETE FROM "AuditChain"'],
    ['the removal of all chains', 'TRUNCATE "AuditChain"'],
  ])('the database refuses %s, whoever asks', async (_what, statement) => {
    await audit(db(), entryOf(null));
    const before = await db().auditEntry.count();
    await expect(db().$executeRawUnsafe(statement)).rejects.toThrow(/can't be changed|AuditEntry_chained/);
    expect(await db().auditEntry.count()).toBe(before);
  });

  test('retention removes the oldest of each chain only, and what remains is still whole', async () => {
    const [tenant, young] = [newTenant(), newTenant()];
    for (const days of [90, 80, 40, 70, 20]) await record(db(), [entryOf(tenant)], ago(days));
    await audit(db(), entryOf(young));
    expect(await removeOldEntries(db(), ago(60), 1)).toBe(1);
    expect(await removeOldEntries(db(), ago(60), 100)).toBe(1);
    expect(await removeOldEntries(db(), ago(60), 100)).toBe(0);
    // Entry 4 is old enough, but does not stand at the beginning.
    expect([await chainOf(tenant), await chainOf(young)]).toEqual([[3, 4, 5], [1]]);
    expect(await db().auditChain.findUnique({ where: { id: tenant } })).toMatchObject({ cutSeq: 2n });
    await expect(removeOldEntries(db(), ago(29), 100)).rejects.toThrow('30 days');
    await expect(db().$executeRaw`DELETE FROM "AuditEntry"`).rejects.toThrow("can't be changed");
  });

  test('a chain of which everything is too old goes on where it was', async () => {
    const tenant = newTenant();
    await record(db(), [entryOf(tenant)], ago(90));
    await removeOldEntries(db(), ago(60), 100);
    await audit(db(), entryOf(tenant));
    expect(await chainOf(tenant)).toEqual([2]);
  });
});

test('where migrations have a user of their own, the portal’s can read and append, and nothing else', async () => {
  const database = await createEmptyDatabase();
  const role = `portal_${Date.now()}`;
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'portal'`);
  const portalUrl = Object.assign(new URL(database.url), { username: role, password: 'portal' }).href;
  const portal = createDb(portalUrl, 2);
  try {
    await migrate(database.url);
    await grantPortalRole(database.url, portalUrl);
    await grantPortalRole(database.url, portalUrl);
    await record(portal, [entryOf('acme'), entryOf(null)], ago(90));
    await record(portal, [entryOf('acme')], ago(10));
    await auditTally(portal, [entryOf('acme')], 'key', ago(1));
    await closeTallies(portal, new Date());
    await portal.user.create({ data: { email: 'a@b.test', name: 'A', passwordHash: 'x' } });
    for (const statement of [
      'UPDATE "AuditEntry" SET "actorName" = \'x\'',
      'DELETE FROM "AuditEntry"',
      'TRUNCATE "AuditEntry"',
      'UPDATE "AuditChain" SET "cutSeq" = 1',
      'DELETE FROM "AuditChain"',
      'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
      'DROP TRIGGER "AuditEntry_guard" ON "AuditEntry"',
      'CREATE TABLE anything (id int)',
    ])
      await expect(portal.$executeRawUnsafe(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    expect(await removeOldEntries(portal, ago(60), 100)).toBe(2);
    expect(await portal.auditEntry.count()).toBe(2);
  } finally {
    await portal.$disconnect();
    await admin.query(`DROP OWNED BY ${role}`);
    await admin.query(`DROP ROLE ${role}`);
    await admin.end();
    await database.drop();
  }
}, 60_000);
