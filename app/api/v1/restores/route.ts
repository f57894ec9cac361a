import { RestoreBody, RestoreList, RestoreListQuery, StartRestoreAnswer } from '@/lib/contracts/restore';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listRestores } from '@/lib/portal/restores/read-restores';
import { startRestore } from '@/lib/portal/restores/start-restore';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/restores',
  summary: 'List the restores of the tenant’s machines, newest first',
  permission: 'machine:read',
  query: RestoreListQuery,
  answer: RestoreList,
  handler: ({ scope, query }) => listRestores(scope, query),
});
export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/restores',
  summary: 'Restore a recovery point to a new machine, or its files to a node',
  permission: 'restore:run',
  idempotent: true,
  body: RestoreBody,
  answer: StartRestoreAnswer,
  status: 202,
  handler: ({ scope, body, idempotencyKey }) => startRestore(scope, { body, idempotencyKey }),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
