import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import type { Db, Tx } from '@/lib/db/client';
import { isSeeded, markSeeded, seedLock } from './demo-accounts';

/** How many machines are assigned to each tenant manually; initech gets none, the rest stays unassigned. */
const byHand = [
  { slug: 'acme', count: 28 },
  { slug: 'globex', count: 14 },
] as const;

const marker = 'demo.ownership';

/**
 * After the first inventory sync, once per database: sets the projects of acme and globex, whose machines are then
 * assigned automatically, entitles both to the default destination and acme to more, and assigns machines of the other
 * platforms manually. What the provider changes later stays. Returns how many machines were assigned, or null when it
 * was done before.
 */
export async function seedDemoOwnership(db: Db): Promise<number | null> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${seedLock})`;
    if (await isSeeded(tx, marker)) return null;
    await nameProjects(tx);
    await entitleDestinations(tx);
    await entitleAcme(tx);
    const given = await giveByHand(tx);
    await markSeeded(tx, marker);
    await requestSync(tx, { kind: 'machines' });
    return given;
  });
}

async function nameProjects(tx: Tx): Promise<void> {
  for (const { slug } of byHand) {
    const project = await tx.mirrorInfrastructure.findFirst({
      where: { kind: 'PROJECT', name: slug, uuid: { not: null } },
      orderBy: { guid: 'asc' },
    });
    if (project) await tx.tenant.updateMany({ where: { slug, externalId: null }, data: { externalId: project.uuid } });
  }
}

/** Where the tenants may back up to besides their policies: the shared store, which is open to all machines. */
async function entitleDestinations(tx: Tx): Promise<void> {
  const store = await tx.mirrorInfrastructure.findFirst({
    where: { kind: 'DESTINATION', data: { path: ['isDefault'], equals: true } },
    orderBy: { guid: 'asc' },
    select: { guid: true },
  });
  if (!store) return;
  const tenants = await tx.tenant.findMany({
    where: { slug: { in: byHand.map(({ slug }) => slug) } },
    select: { id: true },
  });
  await tx.entitlement.createMany({
    data: tenants.map(({ id }) => ({ tenantId: id, kind: 'DESTINATION' as const, guid: store.guid, isDefault: true })),
    skipDuplicates: true,
  });
}

/**
 * Rarely given entitlements: restores to the file system of a node, and mounts over iSCSI. All others are the places of
 * the tenants' machines.
 */
async function entitleAcme(tx: Tx): Promise<void> {
  const tenant = await tx.tenant.findUnique({ where: { slug: 'acme' }, select: { id: true } });
  if (!tenant) return;
  await tx.tenant.update({ where: { id: tenant.id }, data: { allowsIscsi: true } });
  const node = await tx.mirrorInfrastructure.findFirst({
    where: { kind: 'NODE' },
    orderBy: [{ name: 'asc' }, { guid: 'asc' }],
    select: { guid: true },
  });
  if (node)
    await tx.entitlement.createMany({
      data: [{ tenantId: tenant.id, kind: 'NODE', guid: node.guid }],
      skipDuplicates: true,
    });
}

async function giveByHand(tx: Tx): Promise<number> {
  const tenants = await tx.tenant.findMany({
    where: { slug: { in: byHand.map(({ slug }) => slug) } },
    select: { id: true, slug: true },
  });
  const free = await freeMachines(tx);
  let given = 0;
  for (const { slug, count } of byHand) {
    const tenant = tenants.find((candidate) => candidate.slug === slug);
    if (!tenant) continue;
    const machines = free.slice(given, given + count);
    await tx.ownership.createMany({
      data: machines.map((guid) => ({
        kind: 'MACHINE' as const,
        guid,
        tenantId: tenant.id,
        source: 'MANUAL' as const,
        assignedByName: 'Demo',
      })),
    });
    await recordTenantChanges(tx, [{ tenantId: tenant.id, kind: 'resync', objectId: '' }]);
    given += machines.length;
  }
  return given;
}

/** Machines without project and owner, alternating between platforms, so that each tenant gets some of all. */
async function freeMachines(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ guid: string }[]>`
    SELECT m.guid FROM "MirrorMachine" m
    WHERE m."projectGuid" IS NULL AND m.platform <> 'OPENSTACK' AND m."deletedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Ownership" o WHERE o.kind = 'MACHINE' AND o.guid = m.guid)
    ORDER BY row_number() OVER (PARTITION BY m.platform ORDER BY m.name COLLATE natural_order, m.guid), m.platform`;
  return rows.map(({ guid }) => guid);
}
