import 'server-only';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { expiringCache } from '@/lib/core/expiring-cache';
import { isAppError } from '@/lib/core/app-error';
import { listBackupFiles } from '@/lib/storware/authorized';
import { reasonWithout } from '@/lib/storware/capability/unavailable';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';

type Files = NonNullable<RecoveryPointDetail['files']>;

/** Files of a recovery point do not change, and many may look at the same one. */
const cache = expiringCache<Files>('recovery-point-files', { ttlMs: 5 * 60_000, max: 500 });

/** The files of a backup of this machine, names only; null with the reason where they can't be had. */
export async function filesOf(
  machine: AuthorizedMachine,
  backupGuid: string,
): Promise<{ files: Files | null; filesReason: string | null }> {
  try {
    const files = await cache(backupGuid, async () => {
      const listed = await listBackupFiles(machine, backupGuid);
      // The node's staging path is infrastructure; the file's own name is what a person asks for.
      return listed.items.map((file) => ({
        path: file.path?.split('/').at(-1) ?? file.guid,
        sizeBytes: file.sizeBytes,
      }));
    });
    return { files, filesReason: null };
  } catch (error) {
    if (isAppError(error))
      return { files: null, filesReason: reasonWithout(error) ?? 'The backup system can’t be asked just now.' };
    throw error;
  }
}
