import { RestoreOptions } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getRestoreOptions } from '@/lib/portal/restores/get-restore-options';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/recovery-points/{guid}/restore-options',
  summary: 'What can be chosen for a restore of this recovery point, and a body that would work',
  permission: 'restore:run',
  params: GuidParams,
  answer: RestoreOptions,
  handler: ({ scope, params }) => getRestoreOptions(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
