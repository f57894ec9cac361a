import 'server-only';
import type { ProviderTenantList } from '@/lib/contracts/provider';
import { db } from '@/lib/db/client';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

/** Every tenant with how much it holds, and how many machines belong to nobody. */
export async function listTenants(_scope: ProviderScope): Promise<ProviderTenantList> {
  const [tenants, owned, machines] = await Promise.all([
    db().tenant.findMany({ orderBy: { name: 'asc' }, include: { _count: { select: { memberships: true } } } }),
    db().$queryRaw<{ tenantId: string; count: bigint }[]>`
      SELECT o."tenantId", count(*) AS count FROM "Ownership" o JOIN "MirrorMachine" m ON m."guid" = o."guid"
      WHERE o."kind" = 'MACHINE' AND m."deletedAt" IS NULL GROUP BY 1`,
    db().mirrorMachine.count({ where: { deletedAt: null } }),
  ]);
  const count = new Map(owned.map((row) => [row.tenantId, Number(row.count)]));
  return {
    items: tenants.map(({ id, slug, name, externalId, _count }) => ({
      slug,
      name,
      externalId,
      machines: count.get(id) ?? 0,
      members: _count.memberships,
    })),
    unassigned: machines - [...count.values()].reduce((sum, value) => sum + value, 0),
  };
}
