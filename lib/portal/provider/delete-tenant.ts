import 'server-only';
import type { DeleteTenantBody, TenantHoldings } from '@/lib/contracts/tenant';
import { AppError } from '@/lib/core/app-error';
import { listed, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { TenantChange } from '@/lib/db/change-feed';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { lockPolicyNames } from '@/lib/journal/locks';
import { nameKey } from '@/lib/journal/policies/commit-policy';
import { requireTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';
import { moveMachines } from './assign-ownership';
import { requireAllTenants } from './change-tenants';
import { holdingsOf } from './read-tenants';

const named = { id: true, slug: true, name: true } as const;
type Named = { id: string; slug: string; name: string };

/**
 * Deletes a tenant that owns nothing, with members, invitations and entitlements; with `handOverTo`, what it owns is
 * that tenant's from then on, in the same transaction. What is running can't be handed over. Nothing is assigned to the
 * tenant meanwhile: whoever does so waits, and does not find it.
 */
export async function deleteTenant(
  scope: ProviderWriteScope,
  slug: string,
  { handOverTo }: DeleteTenantBody,
): Promise<void> {
  requireAllTenants(scope);
  if (handOverTo === slug) throw new AppError('conflict', { detail: say('tenant.handOverToItself') });
  await lockedTransaction(
    async (tx) => {
      const slugs = handOverTo === null ? [slug] : [slug, handOverTo];
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT "id" FROM "Tenant" WHERE "slug" = ANY(${slugs}::text[]) ORDER BY "id" FOR UPDATE`;
      for (const { id } of rows) await lockPolicyNames(tx, id);
    },
    async (tx) => {
      const tenant = await requireTenant(tx, scope, slug, named);
      const to = handOverTo === null ? null : await requireTenant(tx, scope, handOverTo, named);
      const owns = await holdingsOf(tx, tenant.id);
      if (owns.running > 0) throw refused('tenant.stillRunning', tenant, { running: owns.running });
      const changes = to === null ? [] : await handOver(tx, scope, tenant, to);
      if (to === null) refuseWhileOwning(tenant, owns);
      await remove(tx, tenant.id);
      await audit(tx, {
        tenantId: null,
        actor: { id: scope.actor.userId, name: scope.actor.name },
        action: 'tenant.delete',
        object: { kind: 'tenant', id: tenant.id, name: tenant.name },
        outcome: 'SUCCEEDED',
        detail: { handedOverTo: to?.slug ?? null },
        before: { slug, name: tenant.name, owns },
        requestId: scope.requestId,
      });
      await recordTenantChanges(tx, changes);
    },
  );
}

function refuseWhileOwning(tenant: Named, owns: TenantHoldings): void {
  const kinds = (['machines', 'policies', 'schedules', 'mounts'] as const).filter((kind) => owns[kind] > 0);
  if (kinds.length === 0) return;
  const what = listed(
    kinds.map((kind) => say(`tenant.owns.${kind}`, { count: owns[kind] })),
    'comma',
  );
  throw new AppError('conflict', { detail: say('tenant.stillOwns', { tenant: tenant.name, what }) });
}

function refused(code: 'tenant.stillRunning', tenant: Named, params: { running: number }): AppError {
  return new AppError('conflict', { detail: say(code, { tenant: tenant.name, ...params }) });
}

/** Policies go first, so that their machines never leave them. */
async function handOver(tx: Tx, scope: ProviderWriteScope, from: Named, to: Named): Promise<TenantChange[]> {
  const taken = new Set(
    (await tx.policy.findMany({ where: { tenantId: to.id }, select: { nameKey: true } })).map((row) => row.nameKey),
  );
  const policies = await tx.policy.findMany({
    where: { tenantId: from.id },
    select: { guid: true, name: true },
    orderBy: { guid: 'asc' },
  });
  for (const { guid, name } of policies) {
    const free = freeName(name, from.slug, taken);
    taken.add(nameKey(free));
    await tx.policy.update({
      where: { guid },
      data: { tenantId: to.id, name: free, nameKey: nameKey(free), version: { increment: 1 } },
    });
    await audit(tx, {
      tenantId: to.id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: 'ownership.assign',
      object: { kind: 'policy', id: guid, name: free },
      outcome: 'SUCCEEDED',
      detail: { received: true },
      before: { tenant: from.slug, name },
      after: { tenant: to.slug, name: free },
      requestId: scope.requestId,
    });
  }
  await tx.schedule.updateMany({ where: { tenantId: from.id }, data: { tenantId: to.id } });
  const machines = await tx.$queryRaw<{ guid: string }[]>`
    SELECT o.guid FROM "Ownership" o JOIN "MirrorMachine" m ON m.guid = o.guid
    WHERE o.kind = 'MACHINE' AND o."tenantId" = ${from.id} AND m."deletedAt" IS NULL`;
  const { changes } = await moveMachines(
    tx,
    scope,
    machines.map(({ guid }) => guid),
    to,
  );
  // What is left: policies, schedules, and machines that the inventory does not show yet, or no more.
  await tx.ownership.updateMany({ where: { tenantId: from.id }, data: { tenantId: to.id } });
  return [...changes, { tenantId: to.id, kind: 'resync', objectId: '' }];
}

/** The name, or with the former owner's short name where the new owner has one like it. */
function freeName(name: string, slug: string, taken: ReadonlySet<string>): string {
  for (let count = 0; ; count += 1) {
    const end = count === 0 ? '' : count === 1 ? ` (${slug})` : ` (${slug} ${count})`;
    const free = `${name.slice(0, 100 - end.length)}${end}`;
    if (!taken.has(nameKey(free))) return free;
  }
}

async function remove(tx: Tx, tenantId: string): Promise<void> {
  await tx.session.updateMany({ where: { activeTenantId: tenantId }, data: { activeTenantId: null } });
  await tx.download.deleteMany({ where: { tenantId } });
  await tx.idempotencyRecord.deleteMany({ where: { tenantId } });
  await tx.ownershipDenial.deleteMany({ where: { tenantId } });
  await tx.saga.deleteMany({ where: { tenantId } });
  await tx.tenant.delete({ where: { id: tenantId } });
}
