import 'server-only';
import type { AuditList, AuditListQuery } from '@/lib/contracts/audit';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { seenTenants } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { entriesWhere, inOrder, presentEntry, trailOfProvider, trailOfTenant } from './find-entries';

/** One page of the tenant's audit trail. */
export function listAudit(scope: TenantScope, query: AuditListQuery): Promise<AuditList> {
  return pageOf(trailOfTenant(scope), query);
}

/** One page of the platform's audit trail, together with what providers did in tenants. */
export async function listProviderAudit(scope: ProviderScope, query: AuditListQuery): Promise<AuditList> {
  const tenants = await db().tenant.findMany({
    where: seenTenants(scope),
    select: { id: true, slug: true, name: true },
  });
  return pageOf(trailOfProvider(scope), query, new Map(tenants.map(({ id, slug, name }) => [id, { slug, name }])));
}

async function pageOf(
  trail: Prisma.AuditEntryWhereInput,
  query: AuditListQuery,
  tenants?: ReadonlyMap<string, { slug: string; name: string }>,
): Promise<AuditList> {
  const { page, pageSize, sort } = query;
  const where = entriesWhere(trail, query);
  const [rows, total] = await Promise.all([
    db().auditEntry.findMany({
      where,
      orderBy: inOrder(sort.descending ? 'desc' : 'asc'),
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db().auditEntry.count({ where }),
  ]);
  return {
    items: rows.map((row) => presentEntry(row, tenants)),
    page,
    pageSize,
    total,
    asOf: null,
    keptDays: env().auditKeepDays,
  };
}
