import { revokeToken } from '@/lib/auth/api-token';
import { NoContent } from '@/lib/contracts/scalar';
import { IdParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const DELETE = sessionRoute({
  method: 'DELETE',
  path: '/api/v1/me/tokens/{id}',
  summary: 'Revoke one of one’s own API tokens; what it has open ends',
  params: IdParams,
  answer: NoContent,
  status: 204,
  handler: ({ actor, params, requestId }) => revokeToken(actor, params.id, requestId),
});
export const { GET, POST, PUT, PATCH, OPTIONS } = noOtherMethods;
