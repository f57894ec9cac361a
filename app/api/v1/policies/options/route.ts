import { PolicyOptions } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getPolicyOptions } from '@/lib/portal/policies/read-policies';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/policies/options',
  summary: 'What a policy of the tenant may choose from',
  permission: 'policy:read',
  answer: PolicyOptions,
  handler: ({ scope }) => getPolicyOptions(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
