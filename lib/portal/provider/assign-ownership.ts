import 'server-only';
import type { AssignOwnershipBody } from '@/lib/contracts/provider';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { TenantChange } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { nameOwnPolicies } from '@/lib/mirror/policies/policy-summary';
import { requireTenant, seesTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';

type Tenant = { id: string; slug: string; name: string };

/**
 * Assigns machines to a tenant, or to nobody. A machine that is unassigned from its project's tenant is not assigned to
 * it automatically until the provider does so. Each change has its audit entry; open pages of both tenants are
 * notified.
 */
export async function assignOwnership(
  scope: ProviderWriteScope,
  { machines, tenant: slug }: AssignOwnershipBody,
): Promise<{ changed: number }> {
  return db().$transaction(
    async (tx) => {
      if (slug === null && !seesTenant(scope, null))
        throw new AppError('forbidden', { detail: say('access.providerLimited') });
      const tenant = slug === null ? null : await requireTenant(tx, scope, slug, { id: true, slug: true, name: true });
      // One that is just being deleted is not found, and one with this lock is not deleted meanwhile.
      if (tenant) await requireTenantNow(tx, tenant.id);
      const { changed, changes } = await moveMachines(tx, scope, machines, tenant);
      await recordTenantChanges(tx, changes);
      return { changed };
    },
    { timeout: 60_000 },
  );
}

async function requireTenantNow(tx: Tx, id: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Tenant" WHERE "id" = ${id} FOR KEY SHARE`;
  if (rows.length === 0) throw new AppError('not_found', { meta: { kind: 'tenant', reason: 'deleted meanwhile' } });
}

/** The same inside a transaction, for callers that have checked the tenant and write the changes into the feed last. */
export async function moveMachines(
  tx: Tx,
  scope: ProviderWriteScope,
  machines: readonly string[],
  tenant: Tenant | null,
): Promise<{ changed: number; changes: TenantChange[] }> {
  const guids = [...new Set(machines)].sort();
  const rows = await tx.mirrorMachine.findMany({
    where: { guid: { in: guids }, deletedAt: null },
    select: { guid: true, name: true },
  });
  const owners = new Map(
    (await tx.ownership.findMany({ where: { kind: 'MACHINE', guid: { in: guids } } })).map((row) => [
      row.guid,
      row.tenantId,
    ]),
  );
  const seen = rows.filter(({ guid }) => seesTenant(scope, owners.get(guid) ?? null));
  if (seen.length !== guids.length)
    throw new AppError('not_found', { meta: { kind: 'machine', missing: guids.length - seen.length } });
  const moving = rows.filter((row) => (owners.get(row.guid) ?? null) !== (tenant?.id ?? null));
  const changes: TenantChange[] = [];
  for (const machine of moving) {
    const from = owners.get(machine.guid) ?? null;
    await move(tx, scope, machine, from, tenant);
    if (from !== null) changes.push({ tenantId: from, kind: 'gone-machine', objectId: machine.guid });
    if (tenant) changes.push({ tenantId: tenant.id, kind: 'machine', objectId: machine.guid });
  }
  await nameOwnPolicies(tx, guids);
  return { changed: moving.length, changes };
}

async function move(
  tx: Tx,
  scope: ProviderWriteScope,
  machine: { guid: string; name: string },
  from: string | null,
  to: Tenant | null,
): Promise<void> {
  const { guid } = machine;
  const { userId, name } = scope.actor;
  if (from !== null) await tx.ownershipDenial.createMany({ data: [{ guid, tenantId: from }], skipDuplicates: true });
  if (to === null) {
    await tx.ownership.deleteMany({ where: { kind: 'MACHINE', guid } });
  } else {
    await tx.ownershipDenial.deleteMany({ where: { guid, tenantId: to.id } });
    const owner = {
      tenantId: to.id,
      source: 'MANUAL',
      assignedById: userId,
      assignedByName: name,
      assignedAt: new Date(),
    } as const;
    await tx.ownership.upsert({
      where: { kind_guid: { kind: 'MACHINE', guid } },
      create: { kind: 'MACHINE', guid, ...owner },
      update: owner,
    });
  }
  const former = from === null ? null : await tx.tenant.findUnique({ where: { id: from }, select: { name: true } });
  // Both tenants have it in their audit trail; for an unassigned machine only the former one.
  for (const tenantId of new Set([from, to?.id ?? null])) {
    if (tenantId === null && (from !== null || to !== null)) continue;
    await audit(tx, {
      tenantId,
      actor: { id: userId, name },
      action: 'ownership.assign',
      object: { kind: 'machine', id: guid, name: machine.name },
      outcome: 'SUCCEEDED',
      // A tenant learns that the machine came or went, not where from or to.
      ...(tenantId !== null && tenantId === to?.id
        ? { before: { owner: null }, after: { owner: to.name } }
        : { before: { owner: former?.name ?? null }, after: { owner: null } }),
      requestId: scope.requestId,
    });
  }
}
