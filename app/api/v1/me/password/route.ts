import { changePassword } from '@/lib/auth/change-password';
import { ChangePasswordBody, EndedSessions } from '@/lib/contracts/account';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const POST = sessionRoute({
  method: 'POST',
  path: '/api/v1/me/password',
  summary: 'Change one’s own password; all other sessions end',
  body: ChangePasswordBody,
  answer: EndedSessions,
  handler: ({ actor, body, address, requestId }) => changePassword(actor, body, { address, requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
