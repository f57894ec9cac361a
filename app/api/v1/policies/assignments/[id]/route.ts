import { AssignPolicyAnswer } from '@/lib/contracts/policy';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { AssignmentParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getAssignment } from '@/lib/portal/policies/assign-policy';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/policies/assignments/{id}',
  summary: 'What has become of the machines of an assignment so far',
  permission: 'policy:read',
  params: AssignmentParams,
  answer: AssignPolicyAnswer,
  handler: ({ scope, params }) => getAssignment(scope, params.id),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
