import { PolicyOptions } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { tenantRoute } from '@/lib/http/tenant-route';
import { getPolicyOptions } from '@/lib/portal/policies/get-policy-options';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/policies/options',
  summary: 'What a policy of the tenant may choose from',
  permission: 'policy:read',
  answer: PolicyOptions,
  handler: ({ scope }) => getPolicyOptions(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
