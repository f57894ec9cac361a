import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { CallOptions } from '@/lib/storware/storware';
import { preflightRead, notFound } from '@/lib/storware/outcomes';
import type { StorwareBackupDetail, StorwareFileSystem } from '@/lib/storware/model/backup';
import type { StorwareList, StorwareWhole, WriteOutcome } from '@/lib/storware/model/result';
import type {
  MountRequest,
  StorwareDownload,
  StorwareFileEntry,
  StorwareMountedBackup,
  StorwareMountedFile,
  StorwareMountedFileSystem,
} from '@/lib/storware/model/mount';
import type { StorwareTask } from '@/lib/storware/model/task';
import { listBackupFiles, listFileSystems } from '@/lib/storware/resources/backups';
import * as mounts from '@/lib/storware/resources/mounts';
import { postMount, postRestoreAndMount, postUnmount } from '@/lib/storware/resources/start-restore';
import { requireSource } from '@/lib/storware/authorized';

export { getLongestMountMs } from '@/lib/storware/resources/mounts';

/** A file system of a mount of the machine. Each use checks that both belong together. */
export type MountedPlace = { mountGuid: string; fileSystemGuid: string };

type Parts = { backup: StorwareBackupDetail; fileSystems: StorwareFileSystem[] };

/** Takes file systems and files from the backup, never from the request. */
async function partsOf(machine: AuthorizedMachine, request: MountRequest, call?: CallOptions): Promise<Parts> {
  const backup = await requireSource(machine, request.source, call);
  if (request.mode === 'MANUAL') {
    const fileSystems = (await listFileSystems(backup.guid, call)).items;
    if (!request.fileSystemGuids.every((guid) => fileSystems.some((one) => one.guid === guid)))
      throw notFound('no file system of this backup');
    return { backup, fileSystems };
  }
  if (request.mode === 'ISCSI') {
    const files = (await listBackupFiles(backup.guid, call)).items;
    if (!request.fileGuids.every((guid) => files.some((one) => one.guid === guid)))
      throw notFound('no file of this backup');
  }
  return { backup, fileSystems: [] };
}

/**
 * Mounts a backup of the machine. Throws `not_found` for a backup, copy, file system or file that is not the machine's,
 * and a RangeError for an invalid duration; a failed preflight read is `not_sent`. The response names only tasks;
 * `listMounts` finds the mount once it exists.
 */
export async function startRestoreAndMount(
  machine: AuthorizedMachine,
  request: MountRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const preflight = await preflightRead('/backups/{guid}', () => partsOf(machine, request, call));
  return 'failed' in preflight
    ? preflight.failed
    : postRestoreAndMount(machine.guid, request, preflight.found.backup, preflight.found.fileSystems, call);
}

async function requireMount(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<StorwareMountedBackup> {
  const mount = await mounts.findMount(mountGuid, call);
  if (mount?.machineGuid !== machine.guid) throw notFound('no mount of this machine');
  return mount;
}

/** Mounts again, or extends by the original duration. Throws only `not_found`, for what is not the machine's. */
export async function remount(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const preflight = await preflightRead('/mounted-backups/{guid}', () => requireMount(machine, mountGuid, call));
  return 'failed' in preflight ? preflight.failed : postMount(machine.guid, mountGuid, call);
}

/** Ends a mount. Throws only `not_found`, for what is not the machine's. */
export async function unmount(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const preflight = await preflightRead('/mounted-backups/{guid}', () => requireMount(machine, mountGuid, call));
  return 'failed' in preflight ? preflight.failed : postUnmount(machine.guid, mountGuid, call);
}

/** The mounts of the machine's backups, ended ones included as long as the server keeps them. */
export function listMounts(
  machine: AuthorizedMachine,
  call?: CallOptions,
): Promise<StorwareWhole<StorwareMountedBackup>> {
  return mounts.listMounts({ machineGuid: machine.guid }, call);
}

/** A mount of the machine; null when there is none of that guid, or it is another machine's. */
export async function findMount(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<StorwareMountedBackup | null> {
  const mount = await mounts.findMount(mountGuid, call);
  return mount?.machineGuid === machine.guid ? mount : null;
}

/** The file systems of a mount of the machine; empty while it is not ready. Throws `not_found` when it is not the machine's. */
export async function listMountedFileSystems(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareMountedFileSystem>> {
  await requireMount(machine, mountGuid, call);
  return mounts.listMountedFileSystems(mountGuid, call);
}

/** The iSCSI files of a mount of the machine. Throws `not_found` when it is not the machine's. */
export async function listMountedFiles(
  machine: AuthorizedMachine,
  mountGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareMountedFile>> {
  await requireMount(machine, mountGuid, call);
  return mounts.listMountedFiles(mountGuid, call);
}

async function requirePlace(
  machine: AuthorizedMachine,
  { mountGuid, fileSystemGuid }: MountedPlace,
  call?: CallOptions,
): Promise<void> {
  const [, { items }] = await Promise.all([
    requireMount(machine, mountGuid, call),
    mounts.listMountedFileSystems(mountGuid, call),
  ]);
  if (!items.some(({ guid }) => guid === fileSystemGuid)) throw notFound('no file system of this mount');
}

/**
 * All entries of a folder, unsorted. Throws `not_found` for what is missing or not the machine's, `validation_failed`
 * for an invalid path.
 */
export async function listFolder(
  machine: AuthorizedMachine,
  place: MountedPlace,
  path: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareFileEntry>> {
  await requirePlace(machine, place, call);
  return mounts.listFolder(place.fileSystemGuid, path, call);
}

/**
 * Starts a download: one file unchanged, folders or several files as an archive made by the server. Nothing is held in
 * memory; `call.signal` ends it at any time. Throws as `listFolder`; later errors break the stream with an AppError.
 */
export async function downloadFiles(
  machine: AuthorizedMachine,
  place: MountedPlace,
  paths: readonly string[],
  call?: CallOptions,
): Promise<StorwareDownload> {
  await requirePlace(machine, place, call);
  return mounts.downloadFiles(place.fileSystemGuid, paths, call);
}
