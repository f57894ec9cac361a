import 'server-only';
import { AppError } from '@/lib/core/app-error';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ProviderScope } from './tenant-scope';

/** The tenants that the provider may see, as a condition on their ids. */
export function seenTenants({ tenants }: ProviderScope): Prisma.TenantWhereInput {
  return tenants === 'ALL' ? {} : { id: { in: [...tenants] } };
}

/** Whether the provider may see what belongs to this tenant, or with null to nobody: that is for a provider of all tenants. */
export function seesTenant({ tenants }: ProviderScope, tenantId: string | null): boolean {
  return tenants === 'ALL' || (tenantId !== null && tenants.includes(tenantId));
}

/** The tenant `slug`, if the provider may see it; `not_found` otherwise, as for one that does not exist. */
export async function requireTenant<S extends Prisma.TenantSelect>(
  db: Pick<Tx, 'tenant'>,
  scope: ProviderScope,
  slug: string,
  select: S,
): Promise<Prisma.TenantGetPayload<{ select: S }>> {
  const tenant = await db.tenant.findFirst({ where: { slug, ...seenTenants(scope) }, select });
  if (!tenant) throw new AppError('not_found', { meta: { kind: 'tenant', slug } });
  return tenant;
}
