import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { CallOptions } from '@/lib/storware/call-options';
import { notFound } from '@/lib/storware/look-first';
import type {
  StorwareCluster,
  StorwareFlavor,
  StorwareHypervisor,
  StorwareManager,
  StorwareNetwork,
  StorwareNode,
  StorwareProject,
  StorwareStorage,
} from '@/lib/storware/model/inventory';
import * as inventory from '@/lib/storware/resources/inventory';
import { demandBackup } from './own-backup';

/** Where a backup can be restored to: by managers when there are any, else by hypervisors (STORWARE_API.md 15). */
export type RestoreTargets = { managers: StorwareManager[]; hypervisors: StorwareHypervisor[] };

export type RestoreTarget = { managerGuid: string } | { hypervisorGuid: string };

export type RestoreChoices = {
  clusters: StorwareCluster[];
  storages: StorwareStorage[];
  networks: StorwareNetwork[];
  flavors: StorwareFlavor[];
  projects: StorwareProject[];
};

async function targetsOf(backupGuid: string, call?: CallOptions): Promise<RestoreTargets> {
  const filter = { restorableBackupGuid: backupGuid };
  const [managers, hypervisors] = await Promise.all([inventory.listManagers(filter, call), inventory.listHypervisors(filter, call)]);
  return { managers: managers.items, hypervisors: hypervisors.items };
}

/**
 * The targets that the server offers for a backup of the machine. Infrastructure, of all tenants: to be intersected
 * with what this one is entitled to, and never shown by address. Throws `not_found` when the backup is not the machine's.
 */
export async function listRestoreTargets(machine: AuthorizedMachine, backupGuid: string, call?: CallOptions): Promise<RestoreTargets> {
  await demandBackup(machine, backupGuid, call);
  return targetsOf(backupGuid, call);
}

/** The nodes that could restore this backup to their file system. Throws `not_found` when it is not the machine's. */
export async function listRestoreNodes(machine: AuthorizedMachine, backupGuid: string, call?: CallOptions): Promise<StorwareNode[]> {
  await demandBackup(machine, backupGuid, call);
  return (await inventory.listNodes({ restorableBackupGuid: backupGuid }, call)).items;
}

/**
 * What can be chosen at one of the targets; empty lists where the platform has no such thing. As `listRestoreTargets`,
 * not yet intersected with entitlements. Throws `not_found` when the backup is not the machine's, or the target is none for it.
 */
export async function listRestoreChoices(machine: AuthorizedMachine, backupGuid: string, target: RestoreTarget, call?: CallOptions): Promise<RestoreChoices> {
  await demandBackup(machine, backupGuid, call);
  const targets = await targetsOf(backupGuid, call);
  if (!('managerGuid' in target)) {
    if (!targets.hypervisors.some(({ guid }) => guid === target.hypervisorGuid)) throw notFound('no target of this backup');
    const storages = await inventory.listStorages({ hypervisorGuid: target.hypervisorGuid }, call);
    return { clusters: [], storages: storages.items, networks: [], flavors: [], projects: [] };
  }
  const { managerGuid } = target;
  if (!targets.managers.some(({ guid }) => guid === managerGuid)) throw notFound('no target of this backup');
  const [clusters, storages, networks, flavors, projects] = await Promise.all([
    inventory.listClusters(managerGuid, call),
    inventory.listStorages({ managerGuid }, call),
    inventory.listNetworks(managerGuid, call),
    inventory.listFlavors(managerGuid, call),
    inventory.listProjectsForRestore(backupGuid, managerGuid, call),
  ]);
  return { clusters: clusters.items, storages: storages.items, networks: networks.items, flavors: flavors.items, projects: projects.items };
}
