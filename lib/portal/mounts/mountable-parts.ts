import 'server-only';
import { expiringCache } from '@/lib/core/expiring-cache';
import { listBackupFiles, listFileSystems } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import { getLongestMountMs } from '@/lib/storware/authorized/mounts';
import { reasonWithout } from '@/lib/storware/capability/unavailable';
import { isRestorableFile } from '@/lib/storware/model/backup-file';
import { fileSystemName } from './mounted-place';

export type MountableFileSystem = {
  readonly guid: string;
  readonly name: string;
  readonly type: string | null;
  readonly sizeBytes: number | null;
};
export type MountableDisk = {
  readonly guid: string;
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly overIscsi: boolean;
};
export type MountableParts = {
  readonly fileSystems: readonly MountableFileSystem[];
  readonly disks: readonly MountableDisk[];
  readonly isMountable: boolean;
  /** Why they are not known. */ readonly withoutFileSystems: string | null;
  readonly withoutDisks: string | null;
};

/** What a recovery point consists of does not change, and many may look at the same one. */
const parts = expiringCache<MountableParts>('mountable-parts', { ttlMs: 5 * 60_000, max: 500 });
const longest = expiringCache<number>('longest-mount', { ttlMs: 5 * 60_000, max: 1 });

/** What of a backup of this machine can be mounted; asked of Storware. Throws AppError `not_found` or `upstream_*`. */
export function mountableParts(machine: AuthorizedMachine, backupGuid: string): Promise<MountableParts> {
  return parts(`${machine.guid}/${backupGuid}`, async () => {
    const [fileSystems, files] = await Promise.all([
      orReason(listFileSystems(machine, backupGuid)),
      orReason(listBackupFiles(machine, backupGuid)),
    ]);
    const disks = files.items.filter(isRestorableFile);
    return {
      fileSystems: fileSystems.items.map(({ guid, volume, label, type, sizeBytes }, index) => ({
        guid,
        name: fileSystemName({ volume, label }, index),
        type,
        sizeBytes,
      })),
      disks: disks.map(({ guid, path, disk, sizeBytes, iscsiMountable }) => ({
        guid,
        name: disk?.name ?? path?.split('/').at(-1) ?? guid,
        sizeBytes,
        overIscsi: iscsiMountable === true,
      })),
      // Older servers do not say; then mounting itself will.
      withoutFileSystems: fileSystems.reason,
      withoutDisks: files.reason,
      isMountable: disks.length === 0 || disks.some(({ mountable }) => mountable !== false),
    };
  });
}

/** A list, or an empty one with the reason where it is not to be had. */
async function orReason<T>(listing: Promise<{ items: T[] }>): Promise<{ items: T[]; reason: string | null }> {
  try {
    return { items: (await listing).items, reason: null };
  } catch (error) {
    const reason = reasonWithout(error);
    if (reason === null) throw error;
    return { items: [], reason };
  }
}

/** The longest that a mount may last, in milliseconds; asked of Storware now and then. */
export function longestMountMs(): Promise<number> {
  return longest('all', () => getLongestMountMs());
}
