import { createToken, listTokens } from '@/lib/auth/api-token';
import { ApiTokenList, CreatedToken, CreateTokenBody } from '@/lib/contracts/token';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const GET = sessionRoute({
  method: 'GET',
  path: '/api/v1/me/tokens',
  summary: 'One’s own API tokens in all tenants',
  answer: ApiTokenList,
  handler: ({ actor }) => listTokens(actor),
});
export const POST = sessionRoute({
  method: 'POST',
  path: '/api/v1/me/tokens',
  summary:
    'Make an API token for the tenant of the request, with a role that may not more than one’s own; it is told once',
  needsProof: true,
  body: CreateTokenBody,
  answer: CreatedToken,
  status: 201,
  handler: ({ actor, scope, body, requestId }) => createToken(actor, scope, body, requestId),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
