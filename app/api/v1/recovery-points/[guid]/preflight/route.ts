import { Preflight, RestoreBody } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { GuidParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { preflight } from '@/lib/portal/restores/preflight';

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
