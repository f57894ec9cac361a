import 'server-only';
import type { ProviderMachineList, ProviderMachineListQuery } from '@/lib/contracts/provider';
import { listAllMachinesWithOwner } from '@/lib/mirror/queries/machine-list';
import type { ProviderMachineRow } from '@/lib/mirror/queries/machine-list';
import { asOf } from '@/lib/mirror/sync-record';
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
