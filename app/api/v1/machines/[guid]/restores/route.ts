import { RestoreList, RestoreListQuery } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { GuidParams } from '@/lib/http/path-parameters';
import { tenantRoute } from '@/lib/http/tenant-route';
import { listRestoresOfMachine } from '@/lib/portal/restores/list-restores';

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
