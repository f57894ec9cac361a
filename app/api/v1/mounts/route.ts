import { MountList, MountListQuery, StartMountBody } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listMounts } from '@/lib/portal/mounts/read-mounts';
import { startMount } from '@/lib/portal/mounts/start-mount';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/mounts',
  summary: 'Mounted recovery points; those that are over only when their states are asked for',
  permission: 'mount:run',
  query: MountListQuery,
  answer: MountList,
  handler: ({ scope, query }) => listMounts(scope, query),
});
export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/mounts',
  summary: 'Mount a recovery point: whole, chosen file systems, or its disks over iSCSI',
  permission: 'mount:run',
  idempotent: true,
  body: StartMountBody,
  answer: OperationAnswer,
  status: 202,
  handler: ({ scope, body, idempotencyKey }) => startMount(scope, { body, idempotencyKey }),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
