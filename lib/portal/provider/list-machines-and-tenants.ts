import 'server-only';
import type { ProviderMachineList, ProviderMachineListQuery, ProviderTenantList } from '@/lib/contracts/provider';
import { db } from '@/lib/db/client';
import { listAllMachinesWithOwner } from '@/lib/mirror/queries/machine-list';
import type { ProviderMachineRow } from '@/lib/mirror/queries/machine-list';
import { asOf } from '@/lib/mirror/sync-record';
import { seenTenants, seesTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

/** One page of every machine that the provider may see, with its owner. */
export async function listProviderMachines(
  scope: ProviderScope,
  query: ProviderMachineListQuery,
): Promise<ProviderMachineList> {
  const { rows, total } = await listAllMachinesWithOwner(scope.tenants, query);
  const lastRead = await asOf('machines');
  return {
    items: rows.map(present),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: lastRead?.toISOString() ?? null,
  };
}

function present(row: ProviderMachineRow): ProviderMachineList['items'][number] {
  return {
    guid: row.guid,
    name: row.name,
    platform: row.platform,
    present: row.present,
    project: row.projectGuid === null ? null : { guid: row.projectGuid, name: row.projectName ?? row.projectGuid },
    owner:
      row.ownerSlug === null || row.ownerName === null || row.source === null || row.assignedAt === null
        ? null
        : {
            slug: row.ownerSlug,
            name: row.ownerName,
            source: row.source,
            assignedBy: row.assignedByName,
            assignedAt: row.assignedAt.toISOString(),
          },
  };
}

/** Every tenant that the provider may see with the number of its machines, and the number of machines without an owner. */
export async function listTenants(scope: ProviderScope): Promise<ProviderTenantList> {
  const [tenants, owned, machines] = await Promise.all([
    db().tenant.findMany({
      where: seenTenants(scope),
      orderBy: { name: 'asc' },
      include: { _count: { select: { memberships: true } } },
    }),
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
    unassigned: seesTenant(scope, null) ? machines - [...count.values()].reduce((sum, value) => sum + value, 0) : null,
  };
}
