import { resetPassword } from '@/lib/auth/password-reset';
import { ResetDone, ResetPasswordBody } from '@/lib/contracts/account';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicWriteRoute } from '@/lib/http/routes/api-routes';

export const POST = publicWriteRoute({
  method: 'POST',
  path: '/api/v1/password-resets',
  summary: 'Choose a new password by a link; all sessions of the person end',
  body: ResetPasswordBody,
  answer: ResetDone,
  handler: ({ body, address, requestId }) => resetPassword(body, { address, requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
