import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { StorwareFileSystem } from '@/lib/storware/model/backup-file';
import type { MountRequest } from '@/lib/storware/model/mount-request';
import { sourceBody } from './restore-body';

/** Beyond this a server takes the number for a moment in time, or refuses it (STORWARE_API.md 13.27). */
const longestDurationMs = 1e11;

/** Where the vendor's UI mounts: `/mnt/vprotect/<machine>/<YYYYMMDD_HHmmss of the snapshot>` (5.3.4), here in UTC. */
export function mountFolderOf({ machineName, machineGuid, guid, snapshotAt }: StorwareBackup): string {
  // The name is the tenant's to choose, the path is the node's: only what can neither leave nor split a folder.
  const name = (machineName ?? machineGuid ?? guid)
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 100);
  const time =
    snapshotAt?.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_') ?? guid.replace(/[^\w-]/g, '_');
  return `/mnt/vprotect/${name}/${time}`;
}

function partsBody(request: MountRequest, folder: string, fileSystems: readonly StorwareFileSystem[]) {
  switch (request.mode) {
    case 'AUTO':
      return { mountedFileSystems: [{ mountPath: folder }] };
    case 'MANUAL':
      return {
        mountedFileSystems: request.fileSystemGuids.map((guid, index) => {
          const volume = fileSystems.find((one) => one.guid === guid)?.volume ?? null;
          return {
            fileSystem: { guid },
            mountPath: `${folder}/${(volume ?? String(index)).replace(/^\W+/, '').replace(/[^\w.-]/g, '_') || String(index)}`,
            selected: true,
          };
        }),
      };
    case 'ISCSI':
      return {
        mountedFileSystems: [],
        mountedDisks: request.fileGuids.map((guid) => ({ backupFile: { guid } })),
        allowedClients: request.allowedClients,
      };
  }
}

/** Body of POST /tasks/restore-and-mount (5.3.4). Throws a RangeError for a time that is no duration. */
export function mountBody(
  request: MountRequest,
  backup: StorwareBackup,
  fileSystems: readonly StorwareFileSystem[],
): Record<string, unknown> {
  const { unmountAfterMs, mode, source, tenantId } = request;
  if (unmountAfterMs !== null && !(unmountAfterMs > 0 && unmountAfterMs <= longestDurationMs))
    throw new RangeError('the time until unmounting is no duration');
  return {
    ...sourceBody(source),
    mode: { name: mode },
    ...partsBody(request, mountFolderOf(backup), fileSystems),
    ...(unmountAfterMs !== null && { unmountTime: Math.round(unmountAfterMs) }),
    tenantId,
  };
}
