import { InviteBody, Invited, MemberList, MemberListQuery } from '@/lib/contracts/member';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { inviteMember } from '@/lib/portal/members/invite-member';
import { listMembers } from '@/lib/portal/members/read-members';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/members',
  summary: 'Members of the tenant; for its administrators with e-mail addresses and open invitations',
  permission: 'member:read',
  query: MemberListQuery,
  answer: MemberList,
  handler: ({ scope, query }) => listMembers(scope, query),
});
export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/members',
  summary: 'Invite somebody by a link, which is told once; it works once, for 7 days, and replaces the one before',
  permission: 'member:write',
  needsProof: true,
  body: InviteBody,
  answer: Invited,
  status: 201,
  handler: ({ scope, body }) => inviteMember(scope, body),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
