import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entitledLists } from '@/lib/contracts/provider';
import type { Entitlements, PutEntitlementsBody } from '@/lib/contracts/provider';
import type { Actor } from '@/lib/core/actor';
import { db } from '@/lib/db/client';
import { syncInfrastructure } from '@/lib/mirror/infrastructure/sync-infrastructure';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { entitledPlaces } from '@/lib/portal/scope/entitled-places';
import { placeKinds } from '@/lib/portal/scope/own-places';
import { openProviderWriteScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { getEntitlements, putEntitlements } from '@/lib/portal/provider/entitlements';

let fixture: TestFixture;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 120 });
  await syncInfrastructure();
  await syncMachines();
});
afterAll(() => fixture.close());

const provider: Actor = {
  userId: 'provider',
  name: 'Provider',
  email: 'provider@portal.test',
  provider: { role: 'PROVIDER', tenants: 'ALL' },
  timeZone: null,
  language: null,
  sessionId: randomUUID(),
  provedAt: new Date(),
  token: null,
  activeTenantId: null,
  memberships: [],
};
const scope = () => openProviderWriteScope(provider, randomUUID());
const used = new Set<string>();

async function machineOf(platform: string) {
  const machine = await db().mirrorMachine.findFirstOrThrow({
    where: {
      platform,
      guid: { notIn: [...used] },
      ...(platform === 'OPENSTACK' ? { networkGuids: { isEmpty: false } } : {}),
    },
    orderBy: { guid: 'asc' },
  });
  used.add(machine.guid);
  return machine;
}
function bodyOf({ ownPlaces, iscsi, defaultDestination, listed }: Entitlements): PutEntitlementsBody {
  return {
    ownPlaces,
    iscsi,
    defaultDestination,
    listed: Object.fromEntries(
      entitledLists.map((list) => [list, listed[list].map(({ guid }) => guid)]),
    ) as PutEntitlementsBody['listed'],
  };
}
const guids = (list: readonly { guid: string }[]) => list.map(({ guid }) => guid).sort();

describe('entitlements of a tenant', () => {
  test('are by default the places of its own machines only', async () => {
    const machine = await machineOf('OPENSTACK');
    const { tenant } = await fixture.tenant('ADMIN', [machine.guid]);
    const places = await entitledPlaces(tenant.id);
    expect(guids(places.all('MANAGER'))).toEqual([machine.managerGuid]);
    expect(guids(places.all('HYPERVISOR'))).toEqual([machine.hypervisorGuid]);
    expect(guids(places.all('CLUSTER'))).toEqual([machine.clusterGuid]);
    expect(guids(places.all('PROJECT'))).toEqual([machine.projectGuid]);
    expect(guids(places.all('FLAVOR'))).toEqual([machine.flavorGuid]);
    expect(guids(places.all('NETWORK'))).toEqual([...machine.networkGuids].sort());
    expect(places.all('NODE')).toEqual([]);
    expect(
      places.all('STORAGE').map(({ facts }) => facts.clusterGuids.includes(machine.clusterGuid ?? '')),
    ).not.toContain(false);
    for (const kind of placeKinds) {
      const mine = new Set(guids(places.all(kind)));
      const foreign = await db().mirrorInfrastructure.findFirst({ where: { kind, guid: { notIn: [...mine] } } });
      expect(foreign, kind).not.toBeNull();
      expect(places.find(kind, foreign?.guid ?? '')).toBeUndefined();
    }
  });

  test('stay when a machine was deleted from its platform', async () => {
    const machine = await machineOf('RHV');
    const { tenant } = await fixture.tenant('ADMIN', [machine.guid]);
    await db().mirrorMachine.update({ where: { guid: machine.guid }, data: { present: false } });
    expect((await entitledPlaces(tenant.id)).find('MANAGER', machine.managerGuid ?? '')?.name).toBe('RHV / oVirt');
  });

  test('of a stand-alone host are its storages', async () => {
    const machine = await machineOf('PROXMOX');
    const { tenant } = await fixture.tenant('ADMIN', [machine.guid]);
    const places = await entitledPlaces(tenant.id);
    expect(places.all('STORAGE').map(({ name }) => name)).toEqual(['local-zfs']);
    expect(places.all('HYPERVISOR').map(({ name }) => name)).toEqual(['Proxmox VE host']);
  });

  test('include the project of the tenant, before it has a machine', async () => {
    const { tenant } = await fixture.tenant('ADMIN', []);
    const project = await db().mirrorInfrastructure.findFirstOrThrow({
      where: { kind: 'PROJECT' },
      orderBy: { guid: 'desc' },
    });
    await db().tenant.update({ where: { id: tenant.id }, data: { externalId: project.uuid } });
    expect(guids((await entitledPlaces(tenant.id)).all('PROJECT'))).toEqual([project.guid]);
  });
});

describe('the provider', () => {
  test('adds and removes entitlements, with audit entry and event for the tenant, and neither without a change', async () => {
    const machine = await machineOf('VCENTER');
    const { tenant } = await fixture.tenant('ADMIN', [machine.guid]);
    const before = await getEntitlements(scope(), tenant.slug);
    expect(before).toMatchObject({
      ownPlaces: true,
      iscsi: false,
      defaultDestination: null,
      own: { managers: [{ guid: machine.managerGuid }], nodes: [], destinations: [] },
    });
    expect(before.own.managers[0]?.name).toContain('https://');
    const node = await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'NODE' } });
    const destination = await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'DESTINATION' } });
    const empty = bodyOf(before);
    const body = {
      ...empty,
      ownPlaces: false,
      iscsi: true,
      defaultDestination: destination.guid,
      listed: { ...empty.listed, nodes: [node.guid], destinations: [destination.guid] },
    };
    const after = await putEntitlements(scope(), tenant.slug, body);
    expect(after).toMatchObject({
      ownPlaces: false,
      iscsi: true,
      defaultDestination: destination.guid,
      listed: { nodes: [{ guid: node.guid, name: node.name }] },
      own: { managers: [], clusters: [], storages: [] },
    });
    const places = await entitledPlaces(tenant.id);
    expect(placeKinds.flatMap((kind) => guids(places.all(kind)))).toEqual([node.guid]);
    await putEntitlements(scope(), tenant.slug, body);
    expect(await db().auditEntry.findMany({ where: { tenantId: tenant.id } })).toMatchObject([
      {
        action: 'entitlements.change',
        actorName: 'Provider',
        before: { ownPlaces: true, iscsi: false, defaultDestination: null },
        after: { ownPlaces: false, iscsi: true, defaultDestination: destination.name },
        detail: { added: [`DESTINATION ${destination.name}`, `NODE ${node.name}`], removed: [] },
      },
    ]);
    const told = { tenantId: tenant.id, kind: { not: 'audit' } };
    expect(await db().changeEvent.findMany({ where: told })).toMatchObject([{ kind: 'resync' }]);
    expect(await putEntitlements(scope(), tenant.slug, empty)).toEqual(before);
  });

  test('cannot add unknown objects or those of another kind; listed objects that were deleted may stay', async () => {
    const { tenant } = await fixture.tenant('ADMIN', []);
    await db().entitlement.create({ data: { tenantId: tenant.id, kind: 'CLUSTER', guid: 'gone-since' } });
    const before = await getEntitlements(scope(), tenant.slug);
    expect(before.listed.clusters).toEqual([{ guid: 'gone-since', name: null }]);
    const empty = bodyOf(before);
    const node = await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'NODE' } });
    const wrong = {
      ...empty,
      defaultDestination: 'x',
      listed: { ...empty.listed, clusters: ['gone-since', 'never-existed', node.guid] },
    };
    await expect(putEntitlements(scope(), tenant.slug, wrong)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'listed.clusters.1' }, { path: 'listed.clusters.2' }, { path: 'defaultDestination' }],
    });
    expect(await getEntitlements(scope(), tenant.slug)).toEqual(before);
    await expect(getEntitlements(scope(), 'no-such-tenant')).rejects.toMatchObject({ code: 'not_found' });
    await expect(putEntitlements(scope(), 'no-such-tenant', empty)).rejects.toMatchObject({ code: 'not_found' });
  });
});
