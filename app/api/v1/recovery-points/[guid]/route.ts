import { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getRecoveryPoint } from '@/lib/portal/recovery-points/recovery-points';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/recovery-points/{guid}',
  summary: 'One recovery point with its copies, files and warnings',
  permission: 'machine:read',
  params: GuidParams,
  answer: RecoveryPointDetail,
  handler: ({ scope, params }) => getRecoveryPoint(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
