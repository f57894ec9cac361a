import { completeSetup, isSetupOpen } from '@/lib/auth/setup';
import { SetupAnswer, SetupBody } from '@/lib/contracts/setup';
import { publicWriteRoute } from '@/lib/http/routes/api-routes';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';

export const POST = publicWriteRoute({
  method: 'POST',
  path: '/api/v1/setup',
  summary: "Make the first provider's account with the one-time code from the log; not there any more once it was used",
  body: SetupBody,
  answer: SetupAnswer,
  status: 201,
  isThere: isSetupOpen,
  handler: ({ body, address, requestId }) => completeSetup({ ...body, address, requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
