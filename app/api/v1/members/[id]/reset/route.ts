import { createReset } from '@/lib/auth/password-reset';
import { ResetLink } from '@/lib/contracts/account';
import { IdParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/members/{id}/reset',
  summary: 'Make a link by which a member chooses a new password; it is told once, works once and lives for 24 hours',
  permission: 'member:write',
  needsProof: true,
  params: IdParams,
  answer: ResetLink,
  status: 201,
  handler: ({ scope, params }) => createReset(scope, params.id),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
