import type {
  StorwareBackupDetail,
  StorwareBackupFile,
  StorwareBackupLocation,
  StorwareFileSystem,
} from '@/lib/storware/model/backup';
import type { StorwareList, WriteOutcome } from '@/lib/storware/model/result';
import type { RestoreSource } from '@/lib/storware/model/restore';
import * as backups from '@/lib/storware/resources/backups';
import type { ExportRequest } from '@/lib/storware/resources/backups';
import { findBackupOf, listBackupLocations, postExport } from '@/lib/storware/resources/backups';
import type { StorwareDestination } from '@/lib/storware/model/inventory';
import type { IncrementalBlock } from '@/lib/storware/model/machine';
import type { StorwareRule } from '@/lib/storware/model/policy';
import type { StorwareTask } from '@/lib/storware/model/task';
import { listDestinationsUsableFor } from '@/lib/storware/resources/inventory';
import type { CancelResult } from '@/lib/storware/resources/tasks';
import { findTask, sendCancel } from '@/lib/storware/resources/tasks';
import { findPolicy, policiesOfMachines } from '@/lib/storware/resources/policies';
import * as machines from '@/lib/storware/resources/machines';
import type { AuthorizedMachine } from './authorized-handles';
import type { CallOptions } from './storware';
import type { PreflightRead } from './outcomes';
import { preflightRead, notFound } from './outcomes';

/** The backup, which must be the machine's: throws the same `not_found` for a missing one and another machine's. */
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

/**
 * The backup to restore, and the copy if one is named; both must be the machine's. Throws `not_found`. Storware checks
 * whether the copy is still there.
 */
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

export type { ExportRequest } from '@/lib/storware/resources/backups';
export type { CancelResult } from './resources/tasks';

/**
 * Starts one backup of the machine. Never throws; see WriteOutcome. An empty list is an accepted request whose task is
 * not known yet.
 */
export function startExport(
  machine: AuthorizedMachine,
  request: ExportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return postExport(machine.guid, request, call);
}

/** Reads the task just before acting on it (STORWARE_API.md 13.43). Throws `not_found` for another machine's task. */
function ownTask(
  machine: AuthorizedMachine,
  taskGuid: string,
  call?: CallOptions,
): Promise<PreflightRead<StorwareTask | null>> {
  return preflightRead('/tasks/{guid}', async () => {
    const task = await findTask(taskGuid, call);
    if (task && task.machineGuid !== machine.guid) throw notFound("another machine's task");
    return task;
  });
}

/**
 * Cancels a task of the machine in the way that its state requires. Throws only `not_found`, for another machine's
 * task; a failed preflight read is `not_sent`.
 */
export async function cancelTask(
  machine: AuthorizedMachine,
  taskGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<CancelResult>> {
  const preflight = await ownTask(machine, taskGuid, call);
  if ('failed' in preflight) return preflight.failed;
  return preflight.found ? sendCancel(preflight.found, 'Canceled by user', call) : { kind: 'accepted', value: 'gone' };
}

/** Which of the machines can't do an incremental backup now, and why; null when the server does not say. */
export function listIncrementalBlocks(
  of: readonly AuthorizedMachine[],
  call?: CallOptions,
): Promise<IncrementalBlock[] | null> {
  return machines.findIncrementalBlocks(
    of.map(({ guid }) => guid),
    call,
  );
}

/** The rules of the machine's policy as they are now, without those marked for deletion; empty when it has none. */
export async function listRules(machine: AuthorizedMachine, call?: CallOptions): Promise<StorwareRule[]> {
  const policyGuid = (await policiesOfMachines([machine.guid], call)).get(machine.guid);
  return policyGuid ? ((await findPolicy(policyGuid, call))?.rules ?? []) : [];
}

/** The destinations that all of the machines can be backed up to, before the tenant's entitlements are applied. */
export function listUsableDestinations(
  of: readonly AuthorizedMachine[],
  call?: CallOptions,
): Promise<StorwareDestination[]> {
  return listDestinationsUsableFor(
    of.map(({ guid }) => guid),
    call,
  );
}

/** The files of a backup of the machine. Throws `not_found` when it is not the machine's. */
export async function listBackupFiles(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareBackupFile>> {
  await requireBackup(machine, backupGuid, call);
  return backups.listBackupFiles(backupGuid, call);
}

/** The file systems in a backup of the machine. Throws `not_found` when it is not the machine's. */
export async function listFileSystems(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareFileSystem>> {
  await requireBackup(machine, backupGuid, call);
  return backups.listFileSystems(backupGuid, call);
}
