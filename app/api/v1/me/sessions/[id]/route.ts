import { endOwnSession } from '@/lib/auth/own-sessions';
import { NoContent } from '@/lib/contracts/scalar';
import { IdParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const DELETE = sessionRoute({
  method: 'DELETE',
  path: '/api/v1/me/sessions/{id}',
  summary: 'End one of one’s own sign-ins',
  params: IdParams,
  answer: NoContent,
  status: 204,
  handler: ({ actor, params, requestId }) => endOwnSession(actor, params.id, requestId),
});
export const { GET, POST, PUT, PATCH, OPTIONS } = noOtherMethods;
