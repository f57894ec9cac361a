import { MountDetail, UnmountQuery } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { GuidParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { endMount } from '@/lib/portal/mounts/end-mount';
import { getMount } from '@/lib/portal/mounts/get-mount';

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
