import { RestoreList, RestoreListQuery } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listRestoresOfMachine } from '@/lib/portal/restores/read-restores';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/{guid}/restores',
  summary: 'List the restores of a machine, newest first',
  permission: 'machine:read',
  params: GuidParams,
  query: RestoreListQuery,
  answer: RestoreList,
  handler: ({ scope, params, query }) => listRestoresOfMachine(scope, params.guid, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
