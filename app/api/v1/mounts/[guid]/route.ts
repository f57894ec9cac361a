import { MountDetail, UnmountQuery } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { endMount } from '@/lib/portal/mounts/change-mount';
import { getMount } from '@/lib/portal/mounts/read-mounts';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/mounts/{guid}',
  summary: 'One mount with its file systems, or the targets of its disks',
  permission: 'mount:run',
  params: GuidParams,
  answer: MountDetail,
  handler: ({ scope, params }) => getMount(scope, params.guid),
});
export const DELETE = tenantRoute({
  method: 'DELETE',
  path: '/api/v1/mounts/{guid}',
  summary: 'Unmount; while that is under way, the same operation again',
  permission: 'mount:run',
  params: GuidParams,
  query: UnmountQuery,
  answer: OperationAnswer,
  status: 202,
  handler: ({ scope, params, query }) => endMount(scope, params.guid, query),
});
export const { POST, PUT, PATCH, OPTIONS } = noOtherMethods;
