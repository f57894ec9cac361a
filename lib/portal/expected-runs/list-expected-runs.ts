import 'server-only';
import type { ExpectedRun, ExpectedRunList, ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { asField, givenText } from '@/lib/core/say';
import { listExpectedRunsOf } from '@/lib/mirror/queries/expected-run-list';
import type { ExpectedRunRow } from '@/lib/mirror/queries/expected-run-list';
import { asOf } from '@/lib/mirror/sync-record';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/**
 * One page of the expected runs of the tenant's machines, with their results. Filters by another tenant's ids find
 * nothing.
 */
export async function listExpectedRuns(scope: TenantScope, query: ExpectedRunListQuery): Promise<ExpectedRunList> {
  const { rows, total } = await listExpectedRunsOf(scope.tenant.id, query, new Date());
  const lastRead = await asOf('backups');
  return {
    items: rows.map(presentExpectedRun),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: lastRead?.toISOString() ?? null,
  };
}

/** An expected run as its machine's tenant sees it. */
export function presentExpectedRun(row: ExpectedRunRow): ExpectedRun {
  return {
    at: row.dueAt.toISOString(),
    windowEndsAt: row.windowEndsAt.toISOString(),
    machine: { guid: row.machineGuid, name: row.machineName },
    policy: { guid: row.policyGuid, name: row.policyName },
    schedule: { guid: row.scheduleGuid, name: row.scheduleName },
    state: row.state,
    ...asField('cause', givenText(row.cause, row.causeRef)),
    recoveryPoint: row.backupGuid,
    happenedAt: row.happenedAt?.toISOString() ?? null,
  };
}
