import { DeletePolicyAnswer, DeletePolicyQuery, Policy, PolicyBody } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { deletePolicy } from '@/lib/portal/policies/delete-policy';
import { getPolicy } from '@/lib/portal/policies/read-policies';
import { putPolicy } from '@/lib/portal/policies/put-policy';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/policies/{guid}',
  summary: 'One policy with machines, destinations, schedules and next runs',
  permission: 'policy:read',
  params: GuidParams,
  answer: Policy,
  handler: ({ scope, params }) => getPolicy(scope, params.guid),
});
export const PUT = tenantRoute({
  method: 'PUT',
  path: '/api/v1/policies/{guid}',
  summary: 'Write a policy whole, schedules included, altogether or not at all',
  permission: 'policy:write',
  params: GuidParams,
  body: PolicyBody,
  answer: Policy,
  handler: ({ scope, params, body }) => putPolicy(scope, params.guid, body),
});
export const DELETE = tenantRoute({
  method: 'DELETE',
  path: '/api/v1/policies/{guid}',
  summary: 'Delete a policy with its schedules; answers the machines that lose their protection',
  permission: 'policy:write',
  needsProof: true,
  params: GuidParams,
  query: DeletePolicyQuery,
  answer: DeletePolicyAnswer,
  handler: ({ scope, params, query }) => deletePolicy(scope, params.guid, query.machines),
});
export const { POST, PATCH, OPTIONS } = noOtherMethods;
