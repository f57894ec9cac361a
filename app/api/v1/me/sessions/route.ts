import { endOtherSessions, listOwnSessions } from '@/lib/auth/own-sessions';
import { EndedSessions, OwnSessionList } from '@/lib/contracts/account';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const GET = sessionRoute({
  method: 'GET',
  path: '/api/v1/me/sessions',
  summary: 'One’s own sign-ins that have not ended, with device and place',
  answer: OwnSessionList,
  handler: ({ actor }) => listOwnSessions(actor),
});
export const DELETE = sessionRoute({
  method: 'DELETE',
  path: '/api/v1/me/sessions',
  summary: 'End all one’s other sign-ins',
  answer: EndedSessions,
  handler: ({ actor, requestId }) => endOtherSessions(actor, requestId),
});
export const { POST, PUT, PATCH, OPTIONS } = noOtherMethods;
