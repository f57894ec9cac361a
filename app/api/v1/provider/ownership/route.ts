import { AssignOwnershipAnswer, AssignOwnershipBody } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { assignOwnership } from '@/lib/portal/provider/assign-ownership';

export const PUT = providerRoute({
  method: 'PUT',
  path: '/api/v1/provider/ownership',
  summary: 'Give machines to a tenant, or to nobody',
  body: AssignOwnershipBody,
  answer: AssignOwnershipAnswer,
  handler: ({ scope, body }) => assignOwnership(scope, body),
});
export const { GET, POST, PATCH, DELETE, OPTIONS } = noOtherMethods;
