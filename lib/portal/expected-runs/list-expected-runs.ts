import 'server-only';
import type { ExpectedRunList, ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { asOf } from '@/lib/mirror/queries/as-of';
import { listExpectedRunsOf } from '@/lib/mirror/queries/expected-run-list';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentExpectedRun } from './present-expected-run';

/** One page of the runs that schedules should have made of the tenant's machines, with what became of them. Filters by foreign ids find nothing. */
export async function listExpectedRuns(scope: TenantScope, query: ExpectedRunListQuery): Promise<ExpectedRunList> {
  const { rows, total } = await listExpectedRunsOf(scope.tenant.id, query, new Date());
  const heard = await asOf('backups');
  return {
    items: rows.map(presentExpectedRun),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: heard?.toISOString() ?? null,
  };
}
