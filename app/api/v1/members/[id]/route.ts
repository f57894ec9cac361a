import { ChangeMemberBody, Member } from '@/lib/contracts/member';
import { NoContent } from '@/lib/contracts/scalar';
import { IdParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { changeMember, removeMember } from '@/lib/portal/members/change-members';

export const PATCH = tenantRoute({
  method: 'PATCH',
  path: '/api/v1/members/{id}',
  summary: 'Give a member or an invitation another role',
  permission: 'member:write',
  needsProof: true,
  params: IdParams,
  body: ChangeMemberBody,
  answer: Member,
  handler: ({ scope, params, body }) => changeMember(scope, params.id, body),
});
export const DELETE = tenantRoute({
  method: 'DELETE',
  path: '/api/v1/members/{id}',
  summary: 'Remove a member, or withdraw an invitation',
  permission: 'member:write',
  needsProof: true,
  params: IdParams,
  answer: NoContent,
  status: 204,
  handler: ({ scope, params }) => removeMember(scope, params.id),
});
export const { GET, POST, PUT, OPTIONS } = noOtherMethods;
