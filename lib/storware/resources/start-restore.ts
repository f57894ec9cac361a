import type { CallOptions } from '@/lib/storware/storware';
import type { StorwareBackup, StorwareFileSystem } from '@/lib/storware/model/backup';
import type { MountRequest } from '@/lib/storware/model/mount';
import type {
  RestoreDisk,
  RestoreImportRequest,
  RestoreNetwork,
  RestoreSource,
  RestoreStorage,
  RestoreToNodeRequest,
  StorwarePlaceId,
} from '@/lib/storware/model/restore';
import type { WriteOutcome } from '@/lib/storware/model/result';
import type { StorwareTask } from '@/lib/storware/model/task';
import { submitTasks } from './start-backup';

/** Restores a backup of this machine into a platform (STORWARE_API.md 5.3.2): a RESTORE now, an IMPORT by itself after it. */
export function postRestoreAndImport(
  machineGuid: string,
  request: RestoreImportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore-and-import',
    restoreImportBody(request),
    machineGuid,
    [machineGuid, request.source.backupGuid],
    call,
  );
}

/** Restores a backup of this machine to the file system of a node (5.3.3): one RESTORE. */
export function postRestoreToNode(
  machineGuid: string,
  request: RestoreToNodeRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore',
    restoreToNodeBody(request),
    machineGuid,
    [machineGuid, request.source.backupGuid],
    call,
  );
}

/** Mounts a backup of this machine (STORWARE_API.md 5.3.4): a RESTORE now, a MOUNT by itself after it. */
export function postRestoreAndMount(
  machineGuid: string,
  request: MountRequest,
  backup: StorwareBackup,
  fileSystems: readonly StorwareFileSystem[],
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/restore-and-mount',
    mountBody(request, backup, fileSystems),
    machineGuid,
    [machineGuid, backup.guid],
    call,
  );
}

/** Mounts again, or for longer, what has been mounted before (5.3). */
export function postMount(
  machineGuid: string,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/mount',
    { mountedBackup: { guid: mountGuid } },
    machineGuid,
    [machineGuid, mountGuid],
    call,
  );
}

/** Ends a mount (5.3). */
export function postUnmount(
  machineGuid: string,
  mountGuid: string,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  return submitTasks(
    '/tasks/unmount',
    { mountedBackup: { guid: mountGuid } },
    machineGuid,
    [machineGuid, mountGuid],
    call,
  );
}

/** The id that a restore calls a cluster or storage by (STORWARE_API.md 2.2, 13.22). */
export function placeIdOf({ uuid, guid }: StorwarePlaceId): string {
  return uuid ?? guid;
}

/** What is restored, for servers before and since 5.0: both fields, and both name the same backup (13.23). */
export function sourceBody({ backupGuid, locationGuid }: RestoreSource) {
  const backup = { guid: backupGuid };
  return { backup, ...(locationGuid !== null && { backupLocation: { guid: locationGuid, backup } }) };
}

function diskBody({ fileGuid, path, diskName, storage, excluded }: RestoreDisk) {
  return {
    backupFile: { guid: fileGuid },
    path,
    diskName,
    originalDiskName: diskName,
    originalDiskGuid: fileGuid,
    ...(storage && { storageId: placeIdOf(storage) }),
    excludedFromRestore: excluded,
    markedForRestore: !excluded,
  };
}

/** `restoreStorageId` is an empty string beside disks of their own, as the vendor's UI sends it (5.3.2). */
function storageBody(storage: RestoreStorage) {
  if (storage.kind === 'original') return {};
  if (storage.kind === 'one') return { restoreStorageId: placeIdOf(storage.storage) };
  return { restoreStorageId: '', taskFiles: storage.disks.map(diskBody) };
}

function networksBody(networks: readonly RestoreNetwork[] | null) {
  if (networks === null) return {};
  return {
    restoredNetworks: networks.map(({ cardGuid, networkGuid }) => ({
      network: { guid: networkGuid },
      networkInterfaceCard: { guid: cardGuid },
    })),
  };
}

const ref = (guid: string) => ({ guid });
const clusterBody = (cluster: StorwarePlaceId | null) => (cluster ? { restoreClusterId: placeIdOf(cluster) } : {});
const dataCenterBody = (name: string | null) => (name === null ? {} : { dataCenter: { name } });
const flavorBody = (guid: string | null) => (guid === null ? {} : { restoreVmFlavor: ref(guid) });

function platformBody(request: RestoreImportRequest): Record<string, unknown> {
  switch (request.platform) {
    case 'OPENSTACK':
      return {
        hypervisorManager: ref(request.managerGuid),
        ...clusterBody(request.cluster),
        restoreProject: request.project,
        restoreToOriginalVolumeType: request.storage.kind === 'original',
        ...storageBody(request.storage),
        ...flavorBody(request.flavorGuid),
        ...networksBody(request.networks),
      };
    case 'RHV':
      return {
        hypervisorManager: ref(request.managerGuid),
        ...clusterBody(request.cluster),
        ...storageBody(request.storage),
        restoredDiskAllocationFormat: { name: request.allocation },
        ...networksBody(request.networks),
      };
    case 'VCENTER':
      return {
        hypervisorManager: ref(request.managerGuid),
        ...clusterBody(request.cluster),
        ...storageBody(request.storage),
        ...dataCenterBody(request.dataCenterName),
      };
    case 'ESXI':
      return {
        hypervisor: ref(request.hypervisorGuid),
        ...storageBody(request.storage),
        ...dataCenterBody(request.dataCenterName),
      };
    case 'NUTANIX':
      return {
        hypervisorManager: ref(request.managerGuid),
        ...clusterBody(request.cluster),
        ...storageBody(request.storage),
      };
    case 'AWS':
      return {
        hypervisorManager: ref(request.managerGuid),
        ...clusterBody(request.cluster),
        ...(request.baseImageUuid !== null && { baseImage: { uuid: request.baseImageUuid } }),
      };
    case 'KUBERNETES':
    case 'OPENSHIFT':
      return {
        hypervisorManager: ref(request.managerGuid),
        restoreProject: request.project,
        ...storageBody(request.storage),
      };
    case 'OTHER':
      return {
        ...('managerGuid' in request.target
          ? { hypervisorManager: ref(request.target.managerGuid) }
          : { hypervisor: ref(request.target.hypervisorGuid) }),
        ...clusterBody(request.cluster),
        ...(request.project && { restoreProject: request.project }),
        ...storageBody(request.storage),
        ...dataCenterBody(request.dataCenterName),
        ...flavorBody(request.flavorGuid),
        ...(request.allocation !== null && { restoredDiskAllocationFormat: { name: request.allocation } }),
        ...networksBody(request.networks),
      };
    default:
      return { hypervisor: ref(request.hypervisorGuid), ...storageBody(request.storage) };
  }
}

/** Body of POST /tasks/restore-and-import (5.3.2, 15). `restoredPeName` null keeps the original name. */
export function restoreImportBody(request: RestoreImportRequest): Record<string, unknown> {
  return {
    ...sourceBody(request.source),
    restoredPeName: request.name === '' ? null : request.name,
    overwrite: request.overwrite,
    powerOnAfterRestore: request.powerOn,
    tenantId: request.tenantId,
    ...platformBody(request),
  };
}

/** Body of POST /tasks/restore (5.3.3). */
export function restoreToNodeBody({ source, nodeGuid, path, tenantId }: RestoreToNodeRequest): Record<string, unknown> {
  return { ...sourceBody(source), node: ref(nodeGuid), restorePath: path, tenantId };
}

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
