import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTenant, startAccounts } from '@/lib/auth/testing/accounts';
import { entitledLists, ProviderMachineListQuery } from '@/lib/contracts/provider';
import type { PutEntitlementsBody } from '@/lib/contracts/provider';
import type { Actor } from '@/lib/core/actor';
import { db } from '@/lib/db/client';
import { openProviderWriteScope } from '@/lib/portal/scope/tenant-scope';
import { assignOwnership } from './assign-ownership';
import { getEntitlements, putEntitlements } from './entitlements';
import { listProviderMachines } from './list-machines';
import { listTenants } from './read-tenants';
import { getStorwareLink } from './storware-link';
import { changeTenant } from './change-tenants';

let stop: () => Promise<void>;
type Tenant = Awaited<ReturnType<typeof createTenant>>;
let mine: Tenant;
let alsoMine: Tenant;
let other: Tenant;
let machines: Record<'mine' | 'other' | 'nobodys', string>;

beforeAll(async () => {
  stop = await startAccounts();
  [mine, alsoMine, other] = [await createTenant(), await createTenant(), await createTenant()];
  machines = { mine: await machineOf(mine), other: await machineOf(other), nobodys: await machineOf(null) };
});
afterAll(() => stop());

async function machineOf(tenant: Tenant | null): Promise<string> {
  const guid = randomUUID();
  await db().mirrorMachine.create({ data: { guid, name: guid, platform: 'RHV', present: true, contentHash: '' } });
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
    },
  });
  if (tenant) await db().ownership.create({ data: { kind: 'MACHINE', guid, tenantId: tenant.id, source: 'MANUAL' } });
  return guid;
}

function scopeOf(tenants: NonNullable<Actor['provider']>['tenants']) {
  const actor: Actor = {
    userId: randomUUID(),
    name: 'Support',
    email: 'support@portal.test',
    provider: { role: 'PROVIDER', tenants },
    timeZone: null,
    language: null,
    sessionId: randomUUID(),
    provedAt: new Date(),
    token: null,
    activeTenantId: null,
    memberships: [],
  };
  return openProviderWriteScope(actor, randomUUID());
}
const limited = () => scopeOf([mine.id, alsoMine.id]);
const notFound = { code: 'not_found' };
const suspend = (scope: ReturnType<typeof scopeOf>, slug: string) =>
  changeTenant(scope, slug, { status: 'SUSPENDED', reason: 'Unpaid since June' });
const resume = (scope: ReturnType<typeof scopeOf>, slug: string) =>
  changeTenant(scope, slug, { status: 'ACTIVE', reason: 'Paid' });

describe('suspending a tenant', () => {
  test('is in its trail with who did it, and is done once', async () => {
    const state = async () => (await db().tenant.findUniqueOrThrow({ where: { id: mine.id } })).suspendedAt;
    const scope = limited();
    await suspend(scope, mine.slug);
    const since = await state();
    expect(since).not.toBeNull();
    await suspend(scope, mine.slug);
    expect(await state()).toEqual(since);
    await resume(scope, mine.slug);
    await resume(scope, mine.slug);
    expect(await state()).toBeNull();
    expect(
      await db().auditEntry.findMany({ where: { tenantId: mine.id, action: { startsWith: 'tenant.' } } }),
    ).toMatchObject(
      [
        ['tenant.suspend', 'Unpaid since June'],
        ['tenant.resume', 'Paid'],
      ].map(([action, reason]) => ({
        action,
        detail: { reason },
        actorId: scope.actor.userId,
        objectKind: 'tenant',
        objectId: mine.id,
        outcome: 'SUCCEEDED',
      })),
    );
  });

  test('is for a provider of that tenant', async () => {
    for (const slug of [other.slug, 'never-existed']) {
      await expect(suspend(limited(), slug)).rejects.toMatchObject(notFound);
      await expect(resume(limited(), slug)).rejects.toMatchObject(notFound);
    }
    expect((await db().tenant.findUniqueOrThrow({ where: { id: other.id } })).suspendedAt).toBeNull();
  });
});

describe('a provider of chosen tenants', () => {
  test('sees those tenants only, and not how many machines belong to nobody', async () => {
    const { items, unassigned } = await listTenants(limited());
    expect(items.map(({ slug }) => slug).sort()).toEqual([mine.slug, alsoMine.slug].sort());
    expect(unassigned).toBeNull();
    expect((await listTenants(scopeOf('ALL'))).unassigned).toBe(1);
  });

  test('sees the machines of those tenants only, whatever the filter', async () => {
    const seen = async (query: object) =>
      (await listProviderMachines(limited(), ProviderMachineListQuery.parse(query))).items.map(({ guid }) => guid);
    expect(await seen({})).toEqual([machines.mine]);
    expect(await seen({ owner: mine.slug })).toEqual([machines.mine]);
    expect(await seen({ owner: 'none' })).toEqual([]);
    expect(await seen({ owner: other.slug })).toEqual([]);
    const all = await listProviderMachines(scopeOf('ALL'), ProviderMachineListQuery.parse({}));
    expect(all.items.map(({ guid }) => guid).sort()).toEqual(Object.values(machines).sort());
  });

  test('reads and writes the entitlements of those tenants; another is as one that never was', async () => {
    const body = {
      ownPlaces: true,
      iscsi: true,
      defaultDestination: null,
      listed: Object.fromEntries(entitledLists.map((list) => [list, []])) as unknown as PutEntitlementsBody['listed'],
    };
    expect(await putEntitlements(limited(), mine.slug, body)).toMatchObject({ iscsi: true });
    for (const slug of [other.slug, 'never-existed']) {
      await expect(getEntitlements(limited(), slug)).rejects.toMatchObject(notFound);
      await expect(putEntitlements(limited(), slug, body)).rejects.toMatchObject(notFound);
    }
    expect(await db().tenant.findUniqueOrThrow({ where: { id: other.id } })).toMatchObject({ allowsIscsi: false });
  });

  test('moves machines between those tenants only', async () => {
    const move = (machine: string, tenant: string | null) =>
      assignOwnership(limited(), { machines: [machine], tenant });
    expect(await move(machines.mine, alsoMine.slug)).toEqual({ changed: 1 });
    expect(await move(machines.mine, mine.slug)).toEqual({ changed: 1 });
    const before = await db().ownership.findMany({ orderBy: { guid: 'asc' } });
    for (const [machine, tenant] of [
      [machines.mine, other.slug],
      [machines.other, mine.slug],
      [machines.nobodys, mine.slug],
      [randomUUID(), mine.slug],
    ] as const)
      await expect(move(machine, tenant)).rejects.toMatchObject(notFound);
    await expect(move(machines.mine, null)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await db().ownership.findMany({ orderBy: { guid: 'asc' } })).toEqual(before);
  });

  test('sees counts of those tenants only', async () => {
    await db().mirrorSync.create({ data: { kind: 'machines', count: 3 } });
    const link = await getStorwareLink(limited());
    expect(link.counts).toMatchObject({ machines: 1, unassigned: null, recoveryPoints: 1, runningOperations: 0 });
    expect(link.syncs.map(({ count }) => count)).toEqual([null]);
    expect((await getStorwareLink(scopeOf('ALL'))).counts).toMatchObject({
      machines: 3,
      unassigned: 1,
      recoveryPoints: 3,
    });
  });

  test('sees nothing when the last of them is taken away', async () => {
    expect((await listTenants(scopeOf([]))).items).toEqual([]);
    expect((await listProviderMachines(scopeOf([]), ProviderMachineListQuery.parse({}))).total).toBe(0);
  });
});
