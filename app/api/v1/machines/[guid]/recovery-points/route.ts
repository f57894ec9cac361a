import { RecoveryPointList, RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listRecoveryPoints } from '@/lib/portal/recovery-points/recovery-points';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/{guid}/recovery-points',
  summary: 'List the recovery points of a machine, newest first',
  permission: 'machine:read',
  params: GuidParams,
  query: RecoveryPointListQuery,
  answer: RecoveryPointList,
  handler: ({ scope, params, query }) => listRecoveryPoints(scope, params.guid, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
