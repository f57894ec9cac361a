import { ChangeMeBody } from '@/lib/contracts/account';
import { Me } from '@/lib/contracts/me';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';
import { changeMe, getMe } from '@/lib/portal/me/me';

export const GET = sessionRoute({
  method: 'GET',
  path: '/api/v1/me',
  summary: 'Who is signed in, in which tenant, and what they may do there',
  answer: Me,
  isForTokens: true,
  handler: async ({ actor, scope }) => getMe(actor, scope),
});
export const PATCH = sessionRoute({
  method: 'PATCH',
  path: '/api/v1/me',
  summary: 'Change one’s own name, time zone and language; what is absent stays',
  body: ChangeMeBody,
  answer: Me,
  handler: ({ actor, scope, body, requestId }) => changeMe(actor, scope, body, requestId),
});
export const { POST, PUT, DELETE, OPTIONS } = noOtherMethods;
