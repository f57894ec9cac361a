import { acceptInvitation } from '@/lib/auth/invitations';
import { AcceptedInvitation, AcceptInvitationBody } from '@/lib/contracts/member';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicWriteRoute } from '@/lib/http/routes/api-routes';

export const POST = publicWriteRoute({
  method: 'POST',
  path: '/api/v1/invitations/accept',
  summary: 'Accept an invitation by making an account; who has one signs in and joins instead',
  body: AcceptInvitationBody,
  answer: AcceptedInvitation,
  status: 201,
  handler: ({ body, address, requestId }) => acceptInvitation(body, { address, requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
