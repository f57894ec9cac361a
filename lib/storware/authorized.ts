import type { AuthorizedMachine } from './authorized-handles';
import type { CallOptions } from './storware';
import type { StorwareBackup, StorwareBackupFile, StorwareFileSystem } from './model/backup';
import type { StorwareDestination } from './model/inventory';
import type { IncrementalBlock, StorwareDisk } from './model/machine';
import type { StorwareList, WriteOutcome } from './model/result';
import type { StorwareRule } from './model/policy';
import type { StorwareTask } from './model/task';
import { requireBackup } from './authorized/own-backup';
import { lookFirst, notFound } from './outcomes';
import type { Looked } from './outcomes';
import * as backups from './resources/backups';
import { listDestinationsUsableFor } from './resources/inventory';
import { findTask, sendCancel, sendDelete } from './resources/tasks';
import type { CancelResult } from './resources/tasks';
import { findPolicy, policiesOfMachines } from './resources/policies';
import { postExport } from './resources/start-backup';
import type { ExportRequest } from './resources/start-backup';
import * as machines from './resources/machines';

export { exportTarget } from './resources/start-backup';
export type { ExportRequest } from './resources/start-backup';
export type { CancelResult } from './resources/tasks';

/** Starts one backup of the machine. Never throws; see WriteOutcome for what may be concluded. An empty list is an accepted request whose task is not known yet. */
export function startExport(
  machine: AuthorizedMachine,
  request: ExportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return postExport(machine.guid, request, call);
}

/** Reads the task just before acting on it (STORWARE_API.md 13.43). Another machine's task does not exist. */
function ownTask(
  machine: AuthorizedMachine,
  taskGuid: string,
  call?: CallOptions,
): Promise<Looked<StorwareTask | null>> {
  return lookFirst('/tasks/{guid}', async () => {
    const task = await findTask(taskGuid, call);
    if (task && task.machineGuid !== machine.guid) throw notFound("another machine's task");
    return task;
  });
}

/** Cancels a task of the machine, by whatever its state demands. Throws `not_found` for another machine's task, nothing else; a look that fails is `not_sent`. */
export async function cancelTask(
  machine: AuthorizedMachine,
  taskGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<CancelResult>> {
  const looked = await ownTask(machine, taskGuid, call);
  if ('failed' in looked) return looked.failed;
  return looked.found ? sendCancel(looked.found, 'Canceled by user', call) : { kind: 'accepted', value: 'gone' };
}

/** Removes an ended task of the machine from Storware's console. Throws `not_found` for another machine's task. */
export async function deleteTask(
  machine: AuthorizedMachine,
  taskGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  const looked = await ownTask(machine, taskGuid, call);
  if ('failed' in looked) return looked.failed;
  return looked.found ? sendDelete(looked.found, call) : { kind: 'accepted', value: 'gone' };
}

/** Which of the machines can't do an incremental backup now, and why; null when the server can't tell. */
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

/** The destinations that all of the machines can be backed up to. Not yet intersected with what the tenant may use. */
export function listUsableDestinations(
  of: readonly AuthorizedMachine[],
  call?: CallOptions,
): Promise<StorwareDestination[]> {
  return listDestinationsUsableFor(
    of.map(({ guid }) => guid),
    call,
  );
}

/** The disks of the machine. */
export function listDisks(machine: AuthorizedMachine, call?: CallOptions): Promise<StorwareList<StorwareDisk>> {
  return machines.listDisks(machine.guid, call);
}

/** A backup of the machine; null when there is none of that guid, or it is another machine's. */
export function findBackup(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareBackup | null> {
  return backups.findBackupOf(machine.guid, backupGuid, call);
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
