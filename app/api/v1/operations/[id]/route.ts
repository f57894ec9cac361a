import { Operation } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { OperationParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getOperation } from '@/lib/portal/operations/operations';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/operations/{id}',
  summary: 'One operation over its whole chain of phases',
  permission: 'machine:read',
  params: OperationParams,
  answer: Operation,
  handler: ({ scope, params }) => getOperation(scope, params.id),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
