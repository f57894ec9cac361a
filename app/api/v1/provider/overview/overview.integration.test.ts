import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET } from '@/app/api/v1/provider/overview/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { ProviderOverview } from '@/lib/contracts/provider-overview';
import { db } from '@/lib/db/client';
import type { Protection } from '@/lib/db/generated/client';
import { callRoute } from '@/lib/http/testing/call-route';
import { recordTenantCounts } from '@/lib/mirror/queries/tenant-counts';

const hourMs = 3_600_000;
let stop: () => Promise<void>;
type Tenant = Awaited<ReturnType<typeof createTenant>>;
let [one, other, own]: Tenant[] = [];
beforeAll(async () => {
  stop = await startAccounts();
});
afterAll(() => stop());
beforeEach(async () => {
  await db().tenant.deleteMany();
  await db().mirrorMachine.deleteMany();
  await db().mirrorBackup.deleteMany();
  [one, other, own] = [await createTenant(), await createTenant(), await createTenant()];
  await db().tenant.update({ where: { id: own.id }, data: { isInternal: true } });
  await heard(new Date());
});

async function heard(asOf: Date | null): Promise<void> {
  await db().mirrorSync.upsert({ where: { kind: 'machines' }, create: { kind: 'machines', asOf }, update: { asOf } });
}

async function machineOf(tenant: Tenant | undefined, protection: Protection, sizeBytes: bigint | null = 10n) {
  const guid = randomUUID();
  const policyGuid = protection === 'UNPROTECTED' ? null : 'policy';
  await db().mirrorMachine.create({
    data: {
      guid,
      name: guid,
      platform: 'RHV',
      present: true,
      contentHash: '',
      protection,
      policyGuid,
      lastSuccessAt: protection === 'PROTECTED' ? new Date('2026-11-23T01:00:00.000Z') : null,
    },
  });
  if (protection === 'PROTECTED')
    await db().mirrorBackup.create({
      data: {
        guid: randomUUID(),
        machineGuid: guid,
        status: 'SUCCESS',
        type: 'FULL',
        startedAt: new Date(),
        locations: [],
        restorable: true,
        contentHash: '',
        sizeBytes,
      },
    });
  if (tenant) await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId: tenant.id, source: 'MANUAL' } });
}

async function overview(tenants?: readonly string[]): Promise<ProviderOverview> {
  const rights = tenants === undefined ? {} : { tenants };
  const { id } = await createUser({ provider: { role: 'PROVIDER_READER', ...rights } });
  const answer = await callRoute(GET, { cookie: (await openSession(id)).cookie });
  expect(answer.status, answer.text).toBe(200);
  return ProviderOverview.parse(answer.json);
}
const rowOf = ({ items }: ProviderOverview, tenant: Tenant | undefined) =>
  items.find(({ slug }) => slug === tenant?.slug);

describe('the overview of the provider', () => {
  test('counts each tenant, and sums up customers without internal tenants', async () => {
    for (const state of ['PROTECTED', 'PROTECTED', 'LATE', 'FAILING', 'NOT_RESTORABLE', 'UNPROTECTED'] as const)
      await machineOf(one, state);
    await machineOf(other, 'UNPROTECTED');
    await machineOf(own, 'PROTECTED');
    await machineOf(undefined, 'PROTECTED');
    const seen = await overview();
    expect(rowOf(seen, one)).toMatchObject({
      machines: 6,
      now: { protected: 2, late: 1, failing: 2, unprotected: 1 },
      dayAgo: null,
      withoutPolicy: 1,
      lastGoodAt: '2026-11-23T01:00:00.000Z',
      storedBytes: 20,
      internal: false,
    });
    expect(rowOf(seen, other)).toMatchObject({ machines: 1, now: { protected: 0 }, lastGoodAt: null, storedBytes: 0 });
    expect(rowOf(seen, own)).toMatchObject({ internal: true, machines: 1 });
    expect(seen.totals).toMatchObject({
      machines: { value: 7, complete: true },
      protected: { value: 2, complete: true },
      unprotected: { value: 2, complete: true },
      storedBytes: { value: 20, complete: true },
    });
    expect(seen.unassigned).toBe(1);
  });

  test('a figure that is not known is unknown, and its total incomplete', async () => {
    await machineOf(one, 'PROTECTED', null);
    await machineOf(other, 'PROTECTED', 5n);
    const seen = await overview();
    expect([rowOf(seen, one)?.storedBytes, rowOf(seen, other)?.storedBytes]).toEqual([null, 5]);
    expect(seen.totals.storedBytes).toEqual({ value: 5, complete: false });
  });

  test('before the machines were read nothing is known', async () => {
    await heard(null);
    const seen = await overview();
    expect(rowOf(seen, one)).toMatchObject({ machines: null, now: null, withoutPolicy: null, storedBytes: null });
    expect([seen.totals.protected, seen.unassigned]).toEqual([{ value: null, complete: false }, null]);
  });

  test('compares with what was recorded a day ago, where something was', async () => {
    await machineOf(one, 'PROTECTED');
    const now = Date.now();
    const dayAgo = new Date(now - 24 * hourMs);
    await heard(dayAgo);
    expect(await recordTenantCounts(dayAgo)).toEqual({ count: 3 });
    expect(await recordTenantCounts(dayAgo), 'once an hour').toEqual({ count: 0 });
    await heard(new Date());
    await machineOf(one, 'PROTECTED');
    const late = await createTenant();
    const seen = await overview();
    expect(rowOf(seen, one)).toMatchObject({ now: { protected: 2 }, dayAgo: { protected: 1 } });
    expect(rowOf(seen, late)).toMatchObject({ now: { protected: 0 }, dayAgo: null });
    await recordTenantCounts(new Date(now + 9 * 24 * hourMs));
    expect(await db().tenantCount.count(), 'kept for eight days').toBe(0);
  });

  test('records nothing of data that is too old', async () => {
    await heard(new Date(Date.now() - 2 * hourMs));
    expect(await recordTenantCounts(new Date())).toEqual({ count: 0 });
    await heard(null);
    expect(await recordTenantCounts(new Date())).toEqual({ count: 0 });
  });

  test('shows a limited provider the chosen tenants only', async () => {
    await machineOf(one, 'PROTECTED');
    await machineOf(other, 'PROTECTED');
    const seen = await overview([one?.id ?? '']);
    expect([seen.items.map(({ slug }) => slug), seen.totals.protected.value, seen.unassigned]).toEqual([
      [one?.slug],
      1,
      null,
    ]);
  });
});
