import { Me } from '@/lib/contracts/me';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';
import { getMe } from '@/lib/portal/me/me';

export const GET = sessionRoute({
  method: 'GET',
  path: '/api/v1/me',
  summary: 'Who is signed in, in which tenant, and what they may do there',
  answer: Me,
  handler: async ({ actor, scope }) => getMe(actor, scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
