import { joinTenant } from '@/lib/auth/invitations';
import { JoinBody, Joined } from '@/lib/contracts/member';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const POST = sessionRoute({
  method: 'POST',
  path: '/api/v1/me/invitations',
  summary: 'Accept an invitation of the person who is signed in; the tenant becomes the active one',
  body: JoinBody,
  answer: Joined,
  handler: ({ actor, body, requestId }) => joinTenant(actor, body.token, { requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
