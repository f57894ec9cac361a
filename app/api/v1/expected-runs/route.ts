import { ExpectedRunList, ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listExpectedRuns } from '@/lib/portal/expected-runs/list-expected-runs';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/expected-runs',
  summary: "List the runs that schedules should have made of the tenant's machines, with what became of each",
  permission: 'machine:read',
  query: ExpectedRunListQuery,
  answer: ExpectedRunList,
  handler: ({ scope, query }) => listExpectedRuns(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
