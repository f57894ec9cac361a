import { AssignPolicyAnswer, AssignPolicyBody } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { assignPolicy } from '@/lib/portal/policies/assign-policy';

const route = {
  path: '/api/v1/policies/assignments',
  summary:
    'Give machines a policy, or take theirs; each with an outcome of its own. 202 while that goes on: ask for it by its id',
  permission: 'policy:write',
  body: AssignPolicyBody,
  answer: AssignPolicyAnswer,
  acceptedIf: ({ state }: AssignPolicyAnswer) => state === 'RUNNING',
} as const;

export const POST = tenantRoute({ ...route, method: 'POST', handler: ({ scope, body }) => assignPolicy(scope, body) });
/** The same under the address that older pages of the portal call. */
export const PUT = tenantRoute({ ...route, method: 'PUT', handler: ({ scope, body }) => assignPolicy(scope, body) });
export const { GET, PATCH, DELETE, OPTIONS } = noOtherMethods;
