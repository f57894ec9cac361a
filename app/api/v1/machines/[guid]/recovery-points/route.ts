import { RecoveryPointList, RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { GuidParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { listRecoveryPoints } from '@/lib/portal/recovery-points/list-recovery-points';

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
