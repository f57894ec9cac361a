import { Download } from '@/lib/contracts/mount';
import { MountDownloadParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { cancelDownload } from '@/lib/portal/mounts/downloads';

export const DELETE = tenantRoute({
  method: 'DELETE',
  path: '/api/v1/mounts/{guid}/downloads/{id}',
  summary: 'End one of your own downloads; one that is over stays as it is',
  permission: 'mount:run',
  params: MountDownloadParams,
  answer: Download,
  handler: ({ scope, params }) => cancelDownload(scope, params.guid, params.id),
});
export const { GET, POST, PUT, PATCH, OPTIONS } = noOtherMethods;
