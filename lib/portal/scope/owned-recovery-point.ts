import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { requireMachine } from './owned-machine';
import type { OwnedMachine } from './owned-machine';
import type { TenantScope } from './tenant-scope';

export type BackupRow = Prisma.MirrorBackupGetPayload<object>;

/** The recovery point `guid` with its machine, if that is the tenant's; `not_found` otherwise. */
export async function requireRecoveryPoint(
  scope: TenantScope,
  guid: string,
): Promise<{ backup: BackupRow; machine: OwnedMachine }> {
  const backup = await db().mirrorBackup.findUnique({ where: { guid } });
  if (!backup) throw new AppError('not_found', { meta: { kind: 'recovery point', guid, reason: 'missing' } });
  return { backup, machine: await requireMachine(scope, backup.machineGuid) };
}
