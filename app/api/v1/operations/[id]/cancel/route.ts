import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { OperationParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { cancelOperation } from '@/lib/portal/operations/operations';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/operations/{id}/cancel',
  summary: 'Ask for the end of an operation; it is cancelled only when its state says so',
  permission: 'operation:cancel',
  params: OperationParams,
  answer: OperationAnswer,
  status: 202,
  handler: ({ scope, params }) => cancelOperation(scope, params.id),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
