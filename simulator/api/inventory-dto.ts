import type { BackupNode, Hypervisor, Manager, Project } from '@/simulator/model/inventory';
import { DATA_CENTER } from '@/simulator/engine/import-needs';
import { PLATFORMS } from '@/simulator/model/platform';

import type { Call } from './call';
import { nameOf } from './names';

/** HypervisorManager (11.6): it is known by its URL. */
export function managerRecord({ sim, wire }: Call, manager: Manager): Record<string, unknown> {
  return {
    guid: manager.guid,
    url: manager.url,
    type: wire.enum(manager.platform),
    vmExportImportMode: wire.enum(PLATFORMS[manager.platform].mode),
    nodeConfig: wire.reference(sim.world.nodeConfigs.get(manager.nodeConfigGuid), nameOf),
    lastInventorySyncDate: wire.optional(manager.lastSync),
    lastSuccessfulInventorySyncDate: wire.optional(manager.lastSuccessfulSync),
    possibleActions: wire.enums(['INVENTORY_SYNC', 'HVM_READ', 'WRITE']),
  };
}

/** Hypervisor (11.6): it is known by its host name. */
export function hypervisorRecord(
  { sim, wire }: Call,
  hypervisor: Hypervisor,
  vmCount: number,
): Record<string, unknown> {
  const { world } = sim;
  return {
    guid: hypervisor.guid,
    host: hypervisor.host,
    type: wire.enum(hypervisor.platform),
    user: 'root',
    nodeConfig: wire.reference(world.nodeConfigs.get(hypervisor.nodeConfigGuid), nameOf),
    node: wire.reference(
      [...world.nodes.values()].find(({ nodeConfigGuid }) => nodeConfigGuid === hypervisor.nodeConfigGuid),
      nameOf,
    ),
    cluster: wire.reference(world.clusters.get(hypervisor.clusterGuid ?? ''), nameOf),
    hvManager: wire.reference(world.managers.get(hypervisor.managerGuid ?? ''), ({ url }) => url),
    vmExportImportMode: wire.enum(PLATFORMS[hypervisor.platform].mode),
    licenseCovered: true,
    vmCount,
    dataCenterName: wire.optional(hypervisor.platform === 'VCENTER' ? DATA_CENTER : null),
    storageType: wire.enum('DEFAULT'),
  };
}

/** Project (11.6): `uuid` is the Keystone id. */
export function projectRecord({ sim, wire }: Call, project: Project): Record<string, unknown> {
  return {
    guid: project.guid,
    uuid: project.uuid,
    name: project.name,
    active: project.active,
    present: project.present,
    hvManager: wire.reference(sim.world.managers.get(project.managerGuid), ({ url }) => url),
    quota: wire.optional(null),
    backupDestinations: project.destinationGuids.map((guid) => {
      const destination = sim.world.destinations.get(guid);
      return { guid, name: destination?.name ?? '', type: wire.enum(destination?.type ?? 'FILESYSTEM') };
    }),
    authenticationDomains: [],
  };
}

/** Node (11.6); its version is in practice that of the product (1.6). */
export function nodeRecord({ sim, wire }: Call, node: BackupNode): Record<string, unknown> {
  return {
    guid: node.guid,
    name: node.name,
    state: wire.enum(node.down ? 'OFFLINE' : 'RUNNING'),
    lastSeen: node.downSince ?? sim.timeline.now,
    nodeIP: node.ip,
    version: sim.behaviour.dialect === 'guide' ? '4.2.0-7' : '7.4.0-27',
    nodeConfig: wire.reference(sim.world.nodeConfigs.get(node.nodeConfigGuid), nameOf),
    stagingSpace: {
      totalSpace: node.stagingTotalBytes,
      usedSpace: Math.round(node.stagingTotalBytes * (node.stagingFull ? 0.97 : 0.22)),
    },
  };
}
