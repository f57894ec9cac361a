import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { CallOptions } from '@/lib/storware/storware';
import { preflightRead, notFound } from '@/lib/storware/outcomes';
import type { StorwareBackupDetail } from '@/lib/storware/model/backup';
import type { StorwareList, WriteOutcome } from '@/lib/storware/model/result';
import type {
  RestoreDisk,
  RestoreImportRequest,
  RestoreNetwork,
  RestoreToNodeRequest,
  StorwareRestoreJob,
} from '@/lib/storware/model/restore';
import type { StorwareTask } from '@/lib/storware/model/task';
import { findBackupOf, listBackupFiles, listBackups } from '@/lib/storware/resources/backups';
import * as jobs from '@/lib/storware/resources/restore-jobs';
import { postRestoreAndImport, postRestoreToNode } from '@/lib/storware/resources/start-restore';
import { requireSource } from '@/lib/storware/authorized';

export { listPresentLocations } from '@/lib/storware/authorized';

function disksOf(request: RestoreImportRequest): readonly RestoreDisk[] {
  return 'storage' in request && request.storage.kind === 'each' ? request.storage.disks : [];
}

function networksOf(request: RestoreImportRequest): readonly RestoreNetwork[] {
  return ('networks' in request && request.networks) || [];
}

/**
 * Takes files and cards from the backup, never from the request: another backup's file would restore another tenant's
 * data.
 */
async function requireParts(
  backup: StorwareBackupDetail,
  request: RestoreImportRequest,
  call?: CallOptions,
): Promise<void> {
  const cards = new Set(backup.cards?.map(({ guid }) => guid));
  if (networksOf(request).some(({ cardGuid }) => !cards.has(cardGuid)))
    throw notFound('no network card of this backup');
  const disks = disksOf(request);
  if (disks.length === 0) return;
  const files = new Set((await listBackupFiles(backup.guid, call)).items.map(({ guid }) => guid));
  if (disks.some(({ fileGuid }) => !files.has(fileGuid))) throw notFound('no file of this backup');
}

/**
 * Restores a backup of the machine to a platform. Throws only `not_found`, for a backup, copy, file or card that is not
 * the machine's; a failed preflight read is `not_sent`. Targets (manager, cluster, storage, project, network, flavor)
 * have no owner in Storware: the caller checks whether the tenant may use them.
 */
export async function startRestoreAndImport(
  machine: AuthorizedMachine,
  request: RestoreImportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const preflight = await preflightRead('/backups/{guid}', async () => {
    await requireParts(await requireSource(machine, request.source, call), request, call);
  });
  return 'failed' in preflight ? preflight.failed : postRestoreAndImport(machine.guid, request, call);
}

/**
 * Restores a backup of the machine to the file system of a node. Throws only `not_found`, for what is not the
 * machine's.
 */
export async function startRestoreToNode(
  machine: AuthorizedMachine,
  request: RestoreToNodeRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const preflight = await preflightRead('/backups/{guid}', () => requireSource(machine, request.source, call));
  return 'failed' in preflight ? preflight.failed : postRestoreToNode(machine.guid, request, call);
}

/** A backup of the machine with its network cards; null when there is none of that guid, or it is another machine's. */
export function findBackupDetail(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareBackupDetail | null> {
  return findBackupOf(machine.guid, backupGuid, call);
}

/** The machine's restore history (STORWARE_API.md 4.4). A job that does not name its machine is kept only if its backup is the machine's. */
export async function listRestoreJobs(
  machine: AuthorizedMachine,
  period: { from?: Date; to?: Date } = {},
  call?: CallOptions,
): Promise<StorwareList<StorwareRestoreJob>> {
  const list = await jobs.listRestoreJobs({ ...period, machineGuid: machine.guid }, call);
  if (list.items.every((job) => job.machineGuid !== null)) return list;
  const own = new Set((await listBackups({ machineGuid: machine.guid }, call)).items.map(({ guid }) => guid));
  const items = list.items.filter(
    (job) => job.machineGuid !== null || (job.backup !== null && own.has(job.backup.guid)),
  );
  return { ...list, items: items.map((job) => ({ ...job, machineGuid: machine.guid })) };
}
