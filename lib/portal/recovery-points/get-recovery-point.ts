import 'server-only';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { db } from '@/lib/db/client';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { filesOf } from './files-of';
import { presentRecoveryPoints } from './present-recovery-point';

/** One recovery point of a machine of the tenant with its files and warnings; `files` is null while Storware can't be asked. */
export async function getRecoveryPoint(scope: TenantScope, guid: string): Promise<RecoveryPointDetail> {
  const { backup, machine } = await requireRecoveryPoint(scope, guid);
  const parent =
    backup.parentGuid === null
      ? null
      : await db().mirrorBackup.findFirst({ where: { guid: backup.parentGuid, machineGuid: machine.row.guid } });
  const [point] = await presentRecoveryPoints([backup], { guid: machine.row.guid, name: machine.row.name });
  if (!point) throw new Error('one row gives one recovery point');
  return {
    ...point,
    ...(backup.goneAt === null ? await filesOf(machine.handle, guid) : { files: [], filesReason: null }),
    parent: parent && { guid: parent.guid, name: parent.startedAt.toISOString() },
    durations: {
      queuedExportMs: numberOf(backup.queuedExportMs),
      exportMs: numberOf(backup.exportMs),
      queuedStoreMs: numberOf(backup.queuedStoreMs),
      storeMs: numberOf(backup.storeMs),
    },
  };
}

function numberOf(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
