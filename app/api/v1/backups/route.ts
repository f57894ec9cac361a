import { StartBackupAnswer, StartBackupBody } from '@/lib/contracts/backup';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { startBackup } from '@/lib/portal/backups/start-backup';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/backups',
  summary: 'Back up machines now; one operation for each, with its own outcome',
  permission: 'backup:run',
  idempotent: true,
  body: StartBackupBody,
  answer: StartBackupAnswer,
  status: 202,
  handler: ({ scope, body, idempotencyKey }) => startBackup(scope, { body, idempotencyKey }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
