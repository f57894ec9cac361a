import { downloadRoute } from '@/lib/http/routes/download-route';
import { DownloadTokenParams } from '@/lib/http/request/parse-input';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantOfLink } from '@/lib/portal/mounts/downloads';
import { readDownloadFacts, streamDownload } from '@/lib/portal/mounts/stream-download';

export const GET = downloadRoute({
  path: '/api/v1/downloads/{token}',
  summary:
    'The files behind a link, for an hour and also in parts (Range) where the length is known; without X-Tenant in the tenant that the link was made in',
  permission: 'mount:run',
  params: DownloadTokenParams,
  tenantOf: (actor, { token }) => tenantOfLink(actor, token),
  describe: (scope, { token }) => readDownloadFacts(scope, token),
  file: (scope, { token }, input) => streamDownload(scope, token, input),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
