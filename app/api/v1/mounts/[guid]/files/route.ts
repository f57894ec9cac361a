import { FileList, FileListQuery } from '@/lib/contracts/mount';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listFiles } from '@/lib/portal/mounts/files';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/mounts/{guid}/files',
  summary: 'A page of a folder of a mount, folders first; search looks at the names in it',
  permission: 'mount:run',
  params: GuidParams,
  query: FileListQuery,
  answer: FileList,
  handler: ({ scope, params, query }) => listFiles(scope, params.guid, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
