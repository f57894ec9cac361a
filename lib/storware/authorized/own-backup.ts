import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { CallOptions } from '@/lib/storware/storware';
import { notFound } from '@/lib/storware/outcomes';
import type { StorwareBackupDetail, StorwareBackupLocation } from '@/lib/storware/model/backup';
import type { StorwareList } from '@/lib/storware/model/result';
import type { RestoreSource } from '@/lib/storware/model/restore';
import { findBackupOf, listBackupLocations } from '@/lib/storware/resources/backups';

/** The backup, which must be the machine's: throws `not_found` alike for a missing and another machine's. */
export async function requireBackup(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareBackupDetail> {
  const backup = await findBackupOf(machine.guid, backupGuid, call);
  if (!backup) throw notFound('no backup of this machine');
  return backup;
}

/** The copies of a backup of the machine that can be restored from (STORWARE_API.md 4.3). Throws `not_found` when the backup is not the machine's. */
export async function listPresentLocations(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareBackupLocation>> {
  await requireBackup(machine, backupGuid, call);
  const list = await listBackupLocations(machine.guid, { status: 'PRESENT' }, call);
  return { ...list, items: list.items.filter((location) => location.backupGuid === backupGuid) };
}

/** What is to be restored, proven to be the machine's: the backup, and the copy if one is named. Throws `not_found`. Whether the copy is still there is for the server to say. */
export async function requireSource(
  machine: AuthorizedMachine,
  { backupGuid, locationGuid }: RestoreSource,
  call?: CallOptions,
): Promise<StorwareBackupDetail> {
  const backup = await requireBackup(machine, backupGuid, call);
  if (locationGuid === null || backup.locations.some(({ guid }) => guid === locationGuid)) return backup;
  const all = await listBackupLocations(machine.guid, {}, call);
  if (!all.items.some((location) => location.guid === locationGuid && location.backupGuid === backupGuid))
    throw notFound('no copy of this backup');
  return backup;
}
