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
import { submitTasks } from './backups';

/** Restores a backup into a platform (STORWARE_API.md 5.3.2). Creates a RESTORE task; the server adds an IMPORT task when it ends. */
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

/** Restores a backup to the file system of a node (5.3.3). Creates one RESTORE task. */
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

/** Mounts a backup (STORWARE_API.md 5.3.4). Creates a RESTORE task; the server adds a MOUNT task when it ends. */
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

/** Mounts an earlier mount again, or extends it (5.3). */
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

/** Unmounts (5.3). */
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

/** The id of a cluster or storage in a restore request: its uuid, else its guid (STORWARE_API.md 2.2, 13.22). */
export function placeIdOf({ uuid, guid }: StorwarePlaceId): string {
  return uuid ?? guid;
}

/** The backup to restore. Servers before and since 5.0 read different fields, so both are sent (13.23). */
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

/** With a storage for each disk, `restoreStorageId` is an empty string, as the vendor's UI sends it (5.3.2). */
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

/** A server refuses a larger number, or reads it as a timestamp (STORWARE_API.md 13.27). */
const longestDurationMs = 1e11;

/** The mount folder as the vendor's UI names it: `/mnt/vprotect/<machine>/<YYYYMMDD_HHmmss of the snapshot>` (5.3.4), in UTC. */
export function mountFolderOf({ machineName, machineGuid, guid, snapshotAt }: StorwareBackup): string {
  // The tenant chooses the name, so it must not contain characters that lead to another folder on the node.
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

/** Body of POST /tasks/restore-and-mount (5.3.4). Throws a RangeError when the time until unmounting is out of range. */
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
