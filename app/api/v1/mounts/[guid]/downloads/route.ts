import { DownloadList } from '@/lib/contracts/mount';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listDownloads } from '@/lib/portal/mounts/downloads';

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
