import { InviteBody, Invited, MemberList, MemberListQuery } from '@/lib/contracts/member';
import { TenantParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { inviteTenantMember, listTenantMembers } from '@/lib/portal/members/provider-members';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/tenants/{slug}/members',
  summary: "Members and open invitations of a tenant; the tenant's audit trail says that the provider looked",
  params: TenantParams,
  query: MemberListQuery,
  answer: MemberList,
  handler: ({ scope, params, query }) => listTenantMembers(scope, params.slug, query),
});
export const POST = providerRoute({
  method: 'POST',
  path: '/api/v1/provider/tenants/{slug}/members',
  summary: 'Invite somebody into a tenant, such as its first administrator, by a link that is told once',
  needsProof: true,
  params: TenantParams,
  body: InviteBody,
  answer: Invited,
  status: 201,
  handler: ({ scope, params, body }) => inviteTenantMember(scope, params.slug, body),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
