import { Policy, PolicyBody, PolicyList, PolicyListQuery } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { createPolicy } from '@/lib/portal/policies/create-policy';
import { listPolicies } from '@/lib/portal/policies/read-policies';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/policies',
  summary: 'List the policies of the tenant, and the provider’s that protect its machines',
  permission: 'policy:read',
  query: PolicyListQuery,
  answer: PolicyList,
  handler: ({ scope, query }) => listPolicies(scope, query),
});
export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/policies',
  summary: 'Make a policy with its schedules, altogether or not at all',
  permission: 'policy:write',
  body: PolicyBody,
  answer: Policy,
  status: 201,
  mayBeIdempotent: true,
  handler: ({ scope, body, optionalKey }) => createPolicy(scope, body, optionalKey),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
