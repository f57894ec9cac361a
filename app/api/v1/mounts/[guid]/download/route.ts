import { Download, DownloadBody } from '@/lib/contracts/mount';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { startDownload } from '@/lib/portal/mounts/downloads';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/mounts/{guid}/download',
  summary: 'Make a link to files of a mount: it works for this session, for an hour',
  permission: 'mount:run',
  params: GuidParams,
  body: DownloadBody,
  answer: Download,
  handler: ({ scope, params, body }) => startDownload(scope, params.guid, body),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
