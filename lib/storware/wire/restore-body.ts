import type {
  RestoreDisk,
  RestoreImportRequest,
  RestoreNetwork,
  RestoreSource,
  RestoreStorage,
  RestoreToNodeRequest,
  StorwarePlaceId,
} from '@/lib/storware/model/restore-request';

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
