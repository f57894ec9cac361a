import 'server-only';
import type { AuditInput } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';

/**
 * The same entry for each trail that an act of this account concerns: of every tenant that it is a member of, and of the platform
 * for providers, for people without a tenant and for whoever has no account (null).
 */
export async function inTrailsOf(
  tx: Tx,
  userId: string | null,
  entry: Omit<AuditInput, 'tenantId'>,
): Promise<AuditInput[]> {
  const account = await tx.user.findUnique({
    where: { id: userId ?? '' },
    select: { providerRole: true, memberships: { select: { tenantId: true } } },
  });
  const tenants: (string | null)[] = (account?.memberships ?? []).map(({ tenantId }) => tenantId);
  const trails = account?.providerRole === null && tenants.length > 0 ? tenants : [...tenants, null];
  return trails.map((tenantId) => ({ ...entry, tenantId }));
}
