import { MountOptions } from '@/lib/contracts/mount';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getMountOptions } from '@/lib/portal/mounts/start-mount';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/recovery-points/{guid}/mount-options',
  summary: 'What can be mounted of this recovery point, and why the rest can’t',
  permission: 'mount:run',
  params: GuidParams,
  answer: MountOptions,
  handler: ({ scope, params }) => getMountOptions(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
