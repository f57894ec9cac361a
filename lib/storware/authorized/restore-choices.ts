import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { CallOptions } from '@/lib/storware/storware';
import { notFound } from '@/lib/storware/outcomes';
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
import { isRestorableFile } from '@/lib/storware/model/backup';
import type { StorwareBackup, StorwareBackupDetail, StorwareBackupFile } from '@/lib/storware/model/backup';
import { ifOffered } from '@/lib/storware/capability/availability';
import { findBackupOf, listBackupFiles, listBackups } from '@/lib/storware/resources/backups';
import * as inventory from '@/lib/storware/resources/inventory';
import { requireBackup } from '@/lib/storware/authorized';

/** Where a backup can be restored to: by managers when there are any, else by hypervisors (STORWARE_API.md 15). */
export type RestoreTargets = { managers: StorwareManager[]; hypervisors: StorwareHypervisor[] };

/** `projectGuid` limits the networks to that project, as far as the server knows (5.3.2). */
export type RestoreTarget = { managerGuid: string; projectGuid?: string } | { hypervisorGuid: string };

/** Null: the server does not report it. */
export type RestoreChoices = {
  clusters: StorwareCluster[] | null;
  storages: StorwareStorage[] | null;
  networks: StorwareNetwork[] | null;
  flavors: StorwareFlavor[] | null;
  projects: StorwareProject[] | null;
};

async function targetsOf(backupGuid: string, call?: CallOptions): Promise<RestoreTargets> {
  const filter = { restorableBackupGuid: backupGuid };
  const [managers, hypervisors] = await Promise.allSettled([
    inventory.listManagers(filter, call),
    inventory.listHypervisors(filter, call),
  ]);
  // A portal needs only one of the two (guide): when one is not available the other is used.
  if (managers.status === 'rejected' && hypervisors.status === 'rejected') throw managers.reason;
  return {
    managers: managers.status === 'fulfilled' ? managers.value.items : [],
    hypervisors: hypervisors.status === 'fulfilled' ? hypervisors.value.items : [],
  };
}

/**
 * The targets that the server offers for a backup of the machine. They are of all tenants: the caller applies the
 * entitlements and never shows addresses. Throws `not_found` when the backup is not the machine's.
 */
export async function listRestoreTargets(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<RestoreTargets> {
  await requireBackup(machine, backupGuid, call);
  return targetsOf(backupGuid, call);
}

/** The nodes that could restore this backup to their file system. Throws `not_found` when it is not the machine's. */
export async function listRestoreNodes(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareNode[]> {
  await requireBackup(machine, backupGuid, call);
  return (await inventory.listNodes({ restorableBackupGuid: backupGuid }, call)).items;
}

/**
 * The choices at one of the targets; empty lists where the platform has none. As in `listRestoreTargets`, the caller
 * applies the entitlements. Throws `not_found` when the backup is not the machine's, or the target is not one for it.
 */
export async function listRestoreChoices(
  machine: AuthorizedMachine,
  backupGuid: string,
  target: RestoreTarget,
  call?: CallOptions,
): Promise<RestoreChoices> {
  await requireBackup(machine, backupGuid, call);
  const targets = await targetsOf(backupGuid, call);
  if (!('managerGuid' in target)) {
    if (!targets.hypervisors.some(({ guid }) => guid === target.hypervisorGuid))
      throw notFound('no target of this backup');
    const storages = await ifOffered(() => inventory.listStorages({ hypervisorGuid: target.hypervisorGuid }, call));
    return { clusters: [], storages: storages?.items ?? null, networks: [], flavors: [], projects: [] };
  }
  const { managerGuid, projectGuid } = target;
  if (!targets.managers.some(({ guid }) => guid === managerGuid)) throw notFound('no target of this backup');
  const [clusters, storages, networks, flavors, projects] = await Promise.all([
    ifOffered(() => inventory.listClusters(managerGuid, call)),
    ifOffered(() => inventory.listStorages({ managerGuid }, call)),
    ifOffered(() => inventory.listNetworks(managerGuid, call, projectGuid)),
    ifOffered(() => inventory.listFlavors(managerGuid, call)),
    ifOffered(() => inventory.listProjectsForRestore(backupGuid, managerGuid, call)),
  ]);
  const itemsOf = <T>(list: { items: T[] } | null): T[] | null => list?.items ?? null;
  return {
    clusters: itemsOf(clusters),
    storages: itemsOf(storages),
    networks: itemsOf(networks),
    flavors: itemsOf(flavors),
    projects: itemsOf(projects),
  };
}

/** A backup as it is now, with what a restore of it can name. */
export type RestorePoint = {
  backup: StorwareBackupDetail;
  /** The disks in it; configuration files are left out. Null: the server does not report it. */
  files: StorwareBackupFile[] | null;
  /** All backups of the machine, for the chain of an incremental one. */
  siblings: StorwareBackup[];
  targets: RestoreTargets;
  /** Null: the server does not report it. */
  nodes: StorwareNode[] | null;
};

/**
 * Everything that a restore needs to know about a backup of the machine; null when it has none of that guid. Targets as
 * in `listRestoreTargets`.
 */
export async function findRestorePoint(
  machine: AuthorizedMachine,
  backupGuid: string,
  call?: CallOptions,
): Promise<RestorePoint | null> {
  const backup = await findBackupOf(machine.guid, backupGuid, call);
  if (!backup) return null;
  const [files, siblings, targets, nodes] = await Promise.all([
    ifOffered(() => listBackupFiles(backupGuid, call)),
    listBackups({ machineGuid: machine.guid }, call),
    targetsOf(backupGuid, call),
    ifOffered(() => inventory.listNodes({ restorableBackupGuid: backupGuid }, call)),
  ]);
  return {
    backup,
    files: files?.items.filter(isRestorableFile) ?? null,
    siblings: siblings.items,
    targets,
    nodes: nodes?.items ?? null,
  };
}
