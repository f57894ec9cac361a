import { AssignPolicyAnswer, AssignPolicyBody } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { tenantRoute } from '@/lib/http/tenant-route';
import { assignPolicy } from '@/lib/portal/policies/assign-policy';

export const PUT = tenantRoute({
  method: 'PUT',
  path: '/api/v1/policies/assignments',
  summary: 'Give machines a policy, or take theirs; each with an outcome of its own',
  permission: 'policy:write',
  body: AssignPolicyBody,
  answer: AssignPolicyAnswer,
  handler: ({ scope, body }) => assignPolicy(scope, body),
});
export const { GET, POST, PATCH, DELETE, OPTIONS } = noOtherMethods;
