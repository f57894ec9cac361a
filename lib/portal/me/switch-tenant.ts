import 'server-only';
import { AppError } from '@/lib/core/app-error';
import type { Actor } from '@/lib/core/actor';
import type { Me } from '@/lib/contracts/me';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { getMe } from './get-me';

/** Makes `slug` the active tenant of this session; `not_found` for one that the actor is no member of. */
export async function switchTenant(actor: Actor, slug: string, requestId: string): Promise<Me> {
  const membership = actor.memberships.find((candidate) => candidate.slug === slug);
  if (!membership) throw new AppError('not_found', { meta: { kind: 'tenant', slug } });
  const { tenantId, name, role } = membership;
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: actor.sessionId, endedAt: null },
      data: { activeTenantId: tenantId },
    });
    if (count === 0) throw new AppError('unauthenticated');
    await audit(tx, {
      tenantId,
      actor: { id: actor.userId, name: actor.name },
      action: 'session.switch-tenant',
      object: { kind: 'tenant', id: tenantId, name },
      outcome: 'SUCCEEDED',
      requestId,
    });
  });
  return getMe(actor, { tenant: membership, role });
}
