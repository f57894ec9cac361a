import 'server-only';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { requireTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';

/**
 * Keeps the members of a tenant out: what they have open ends, which the database itself announces. Schedules and the mirror go on.
 * A tenant that is suspended already stays so since then.
 */
export function suspendTenant(scope: ProviderWriteScope, slug: string): Promise<void> {
  return setSuspended(scope, slug, new Date());
}

/** Lets the members of a tenant in again. */
export function resumeTenant(scope: ProviderWriteScope, slug: string): Promise<void> {
  return setSuspended(scope, slug, null);
}

async function setSuspended(scope: ProviderWriteScope, slug: string, suspendedAt: Date | null): Promise<void> {
  await db().$transaction(async (tx) => {
    const { id, name } = await requireTenant(tx, scope, slug, { id: true, name: true });
    const { count } = await tx.tenant.updateMany({
      where: { id, suspendedAt: suspendedAt === null ? { not: null } : null },
      data: { suspendedAt },
    });
    if (count === 0) return;
    await audit(tx, {
      tenantId: id,
      actor: { id: scope.actor.userId, name: scope.actor.name },
      action: suspendedAt === null ? 'tenant.resume' : 'tenant.suspend',
      object: { kind: 'tenant', id, name },
      outcome: 'SUCCEEDED',
      requestId: scope.requestId,
    });
  });
}
