import 'server-only';
import type { Restore, RestoreList, RestoreListQuery } from '@/lib/contracts/restore';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/queries/as-of';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { requireMachine } from '@/lib/portal/scope/owned-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentJob, presentRestore } from './present-restore';
import { restoreHistory } from './restore-history';

/** One page of the restores of all machines of the tenant. */
export function listRestores(scope: TenantScope, query: RestoreListQuery): Promise<RestoreList> {
  return pageOf(scope, null, query);
}

/** One page of the restores of a machine of the tenant. */
export async function listRestoresOfMachine(
  scope: TenantScope,
  machineGuid: string,
  query: RestoreListQuery,
): Promise<RestoreList> {
  await requireMachine(scope, machineGuid);
  return pageOf(scope, machineGuid, query);
}

async function pageOf(scope: TenantScope, machineGuid: string | null, query: RestoreListQuery): Promise<RestoreList> {
  const { entries, total } = await restoreHistory(scope.tenant.id, machineGuid, query);
  const idsOf = (kind: 'operation' | 'job'): string[] =>
    entries.filter((entry) => entry.kind === kind).map(({ id }) => id);
  const [operations, jobs, heardAt] = await Promise.all([
    db().operation.findMany({ where: { id: { in: idsOf('operation') } } }),
    db().mirrorRestoreJob.findMany({ where: { guid: { in: idsOf('job') } } }),
    asOf('tasks'),
  ]);
  const [machines, presented] = await Promise.all([
    db().mirrorMachine.findMany({
      where: { guid: { in: jobs.map((job) => job.machineGuid) } },
      select: { guid: true, name: true },
    }),
    presentOperations(operations, scope.tenant.id),
  ]);
  const restores = new Map<string, Restore>();
  operations.forEach((row, index) => {
    const operation = presented[index];
    if (operation) restores.set(row.id, presentRestore(row, operation, scope.tenant.id));
  });
  return {
    items: entries.flatMap(({ kind, id, state }) => {
      if (kind === 'operation') return restores.get(id) ?? [];
      const job = jobs.find((row) => row.guid === id);
      return job ? presentJob(job, state, machines.find(({ guid }) => guid === job.machineGuid)?.name ?? '') : [];
    }),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: heardAt?.toISOString() ?? null,
  };
}
