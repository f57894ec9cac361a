import * as z from 'zod';
import type {
  StorwareCluster,
  StorwareDestination,
  StorwareFlavor,
  StorwareHypervisor,
  StorwareManager,
  StorwareNetwork,
  StorwareNode,
  StorwareProject,
  StorwareStorage,
} from '@/lib/storware/model/inventory';
import type { WireKind } from './parse';
import {
  wireBoolean,
  wireEnum,
  wireFlag,
  wireGuid,
  wireNumber,
  wirePastTime,
  wireRef,
  wireRefs,
  wireText,
} from './fields';

/** Free space from capacity and use: Storware's `totalAvailableSpace` is the capacity (STORWARE_API.md 13.37). Null when either is unknown or there is no capacity, as for object storage. */
export function freeBytesOf(capacityBytes: number | null, usedBytes: number | null): number | null {
  if (capacityBytes === null || usedBytes === null || capacityBytes <= 0) return null;
  return Math.max(0, capacityBytes - usedBytes);
}

const capacity = wireNumber.transform((bytes) => (bytes === null || bytes <= 0 ? null : bytes));

export const WireDestination: WireKind<StorwareDestination> = {
  name: 'backup destination',
  schema: z
    .object({
      guid: wireGuid,
      name: wireText,
      type: wireEnum,
      description: wireText,
      defaultBackupDestination: wireFlag,
      totalUsedSpace: wireNumber,
      totalAvailableSpace: capacity,
      visibleForAllVms: wireBoolean,
      projects: wireRefs,
      nodeConfigs: wireRefs,
    })
    .transform((wire) => ({
      guid: wire.guid,
      name: wire.name ?? wire.guid,
      type: wire.type,
      description: wire.description,
      isDefault: wire.defaultBackupDestination,
      capacityBytes: wire.totalAvailableSpace,
      usedBytes: wire.totalUsedSpace,
      freeBytes: freeBytesOf(wire.totalAvailableSpace, wire.totalUsedSpace),
      visibleForAllMachines: wire.visibleForAllVms,
      projects: wire.projects,
      nodeConfigs: wire.nodeConfigs,
    })),
};

export const WireManager: WireKind<StorwareManager> = {
  name: 'hypervisor manager',
  schema: z
    .object({
      guid: wireGuid,
      url: wireText,
      name: wireText,
      type: wireEnum,
      lastInventorySyncDate: wirePastTime,
      lastSuccessfulInventorySyncDate: wirePastTime,
    })
    .transform((wire) => ({
      guid: wire.guid,
      url: wire.url ?? wire.name,
      type: wire.type,
      lastSyncAt: wire.lastInventorySyncDate,
      lastSuccessfulSyncAt: wire.lastSuccessfulInventorySyncDate,
    })),
};

export const WireHypervisor: WireKind<StorwareHypervisor> = {
  name: 'hypervisor',
  schema: z
    .object({
      guid: wireGuid,
      host: wireText,
      name: wireText,
      type: wireEnum,
      hvManager: wireRef,
      cluster: wireRef,
      dataCenterName: wireText,
      vmCount: wireNumber,
    })
    .transform((wire) => ({
      guid: wire.guid,
      host: wire.host ?? wire.name,
      type: wire.type,
      manager: wire.hvManager,
      cluster: wire.cluster,
      dataCenterName: wire.dataCenterName,
      machineCount: wire.vmCount,
    })),
};

export const WireCluster: WireKind<StorwareCluster> = {
  name: 'hypervisor cluster',
  schema: z
    .object({ guid: wireGuid, uuid: wireText, name: wireText, hvManager: wireRef })
    .transform(({ hvManager, name, ...rest }) => ({ ...rest, name: name ?? rest.guid, manager: hvManager })),
};

export const WireStorage: WireKind<StorwareStorage> = {
  name: 'hypervisor storage',
  schema: z
    .object({
      guid: wireGuid,
      uuid: wireText,
      name: wireText,
      clusters: wireRefs,
      hvManager: wireRef,
      hypervisor: wireRef,
      totalAvailableSpace: capacity,
      totalUsedSpace: wireNumber,
    })
    .transform((wire) => ({
      guid: wire.guid,
      uuid: wire.uuid,
      name: wire.name ?? wire.guid,
      clusters: wire.clusters,
      manager: wire.hvManager,
      hypervisor: wire.hypervisor,
      capacityBytes: wire.totalAvailableSpace,
      usedBytes: wire.totalUsedSpace,
      freeBytes: freeBytesOf(wire.totalAvailableSpace, wire.totalUsedSpace),
    })),
};

export const WireNetwork: WireKind<StorwareNetwork> = {
  name: 'network',
  schema: z
    .object({ guid: wireGuid, uuid: wireText, name: wireText, hvCluster: wireRef })
    .transform(({ hvCluster, name, ...rest }) => ({
      ...rest,
      name: name ?? rest.guid,
      cluster: hvCluster,
      shared: false,
    })),
};

export const WireFlavor: WireKind<StorwareFlavor> = {
  name: 'flavor',
  schema: z
    .object({ guid: wireGuid, uuid: wireText, name: wireText })
    .transform(({ name, ...rest }) => ({ ...rest, name: name ?? rest.guid })),
};

export const WireProject: WireKind<StorwareProject> = {
  name: 'project',
  schema: z
    .object({
      guid: wireGuid,
      uuid: wireText,
      name: wireText,
      active: wireBoolean,
      present: wireBoolean,
      hvManager: wireRef,
    })
    .transform((wire) => ({
      guid: wire.guid,
      uuid: wire.uuid,
      name: wire.name ?? wire.guid,
      active: wire.active ?? true,
      present: wire.present ?? true,
      manager: wire.hvManager,
    })),
};

export const WireNode: WireKind<StorwareNode> = {
  name: 'node',
  schema: z
    .object({
      guid: wireGuid,
      name: wireText,
      state: wireEnum,
      lastSeen: wirePastTime,
      version: wireText,
      stagingSpace: z.object({ totalSpace: wireNumber, usedSpace: wireNumber }).nullish(),
    })
    .transform((wire) => ({
      guid: wire.guid,
      name: wire.name ?? wire.guid,
      state: wire.state,
      lastSeenAt: wire.lastSeen,
      version: wire.version,
      stagingTotalBytes: wire.stagingSpace?.totalSpace ?? null,
      stagingUsedBytes: wire.stagingSpace?.usedSpace ?? null,
    })),
};
