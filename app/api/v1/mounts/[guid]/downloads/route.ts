import { DownloadList } from '@/lib/contracts/mount';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { GuidParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { listDownloads } from '@/lib/portal/mounts/list-downloads';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/mounts/{guid}/downloads',
  summary: 'Your own downloads of the last hour from this mount',
  permission: 'mount:run',
  params: GuidParams,
  answer: DownloadList,
  handler: ({ scope, params }) => listDownloads(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
