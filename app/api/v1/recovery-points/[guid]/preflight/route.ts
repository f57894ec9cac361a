import { Preflight, RestoreBody } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { preflight } from '@/lib/portal/restores/start-restore';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/recovery-points/{guid}/preflight',
  summary: 'What would become of a restore, without starting it',
  permission: 'restore:run',
  params: GuidParams,
  body: RestoreBody,
  answer: Preflight,
  handler: ({ scope, params, body }) => preflight(scope, params.guid, body),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
