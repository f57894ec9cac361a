import { BackupOptions } from '@/lib/contracts/backup';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getBackupOptions } from '@/lib/portal/backups/get-backup-options';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/{guid}/backup-options',
  summary: 'What can be chosen for a backup of this machine now, and why the rest can not',
  permission: 'backup:run',
  params: GuidParams,
  answer: BackupOptions,
  handler: ({ scope, params }) => getBackupOptions(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
