import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { OperationParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { cancelOperation } from '@/lib/portal/operations/cancel-operation';

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
