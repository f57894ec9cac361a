import { OperationList, OperationListQuery } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listOperations } from '@/lib/portal/operations/operations';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/operations',
  summary: "List the work on the tenant's machines, newest first",
  permission: 'machine:read',
  query: OperationListQuery,
  answer: OperationList,
  handler: ({ scope, query }) => listOperations(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
