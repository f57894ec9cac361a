import { progressOf } from '@/simulator/engine/work-plan';
import type { Simulation } from '@/simulator/engine/simulation';
import { isUsable } from '@/simulator/model/backup';
import { defaultSettings } from '@/simulator/model/machine';
import type { Machine } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';

import type { Call } from './call';
import { backupName, nameOf } from './names';

type Protection = (machine: Machine) => boolean | undefined;

/** Element of GET /virtual-machines (11.1, list column). */
export function machineListRecord(
  { sim, wire }: Call,
  protection: Protection,
  machine: Machine,
): Record<string, unknown> {
  const { world } = sim;
  const { managed, quiesce } = PLATFORMS[machine.platform];
  const manager = world.managers.get(machine.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(machine.hypervisorGuid ?? '');
  const backupReference = (guid: string | null): unknown => wire.reference(world.backups.get(guid ?? ''), backupName);
  const live = [...world.tasksOfMachine(machine.guid)].filter((task) => world.liveTasks.has(task));
  return {
    guid: machine.guid,
    uuid: machine.uuid,
    name: machine.name,
    originalName: machine.originalName,
    present: machine.present,
    type: wire.enum('VM'),
    hvType: wire.enum(managed ? null : machine.platform),
    hvmType: wire.enum(managed ? machine.platform : null),
    hypervisor: wire.optional(
      hypervisor === undefined
        ? null
        : {
            guid: hypervisor.guid,
            name: hypervisor.host,
            hvManager: wire.optional(manager === undefined ? null : { guid: manager.guid }),
          },
    ),
    hvManager: wire.reference(manager, ({ url }) => url),
    hvCluster: wire.reference(world.clusters.get(machine.clusterGuid ?? ''), nameOf),
    project: wire.reference(world.projects.get(machine.projectGuid ?? ''), nameOf),
    vmFlavor: wire.reference(world.flavors.get(machine.flavorGuid ?? ''), nameOf),
    networks: machine.networkGuids.map((guid) => ({ guid, name: world.networks.get(guid)?.name ?? '' })),
    vmBackupPolicy: wire.reference(world.policyOf(machine), nameOf),
    snapshotMgmtPolicy: wire.reference(world.policies.get(machine.snapshotPolicyGuid ?? ''), nameOf),
    // Missing means "no schedule" whatever the null style: it is a third value (13.38).
    backupUpToDate: protection(machine),
    lastBackup: wire.optional(machine.lastBackup),
    lastSuccessfulBackupSize: machine.lastSuccessfulSize,
    lastSuccessfulFullBackupSize: wire.optional(world.backups.get(machine.lastFullGuid ?? '')?.size),
    lastSuccessfulFullBackup: backupReference(machine.lastFullGuid),
    lastSuccessfulIncBackup: backupReference(machine.lastIncGuid),
    restorable: isRestorable(sim, machine),
    restoreStatus: wire.optional(machine.restoreStatus),
    possibleActions: wire.enums(actionsOf(sim, machine)),
    warningsPresent: world
      .backupsOf(machine.guid)
      .some((backup) => backup.warnings.length > 0 && !backup.warningsAcknowledged),
    averageProgress:
      live.length === 0 ? 0 : live.reduce((sum, task) => sum + progressOf(task, sim.timeline.now), 0) / live.length,
    lastChainMarkedForDeletion: false,
    supportsQuiesceSnapshot: quiesce,
  };
}

/** GET /virtual-machines/{guid}: the list fields and the settings. */
export function machineDetails(call: Call, protection: Protection, machine: Machine): Record<string, unknown> {
  const { sim, wire } = call;
  const { world } = sim;
  const platform = PLATFORMS[machine.platform];
  const settings = machine.settings ?? defaultSettings(platform.mode);
  const manager = world.managers.get(machine.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(machine.hypervisorGuid ?? '');
  const snapshot = machine.lastStoredSnapshot;
  const { credentialGuid, vmExportImportMode, preSnapStdErrorHandling, postSnapStdErrorHandling, ...plain } = settings;
  return {
    ...machineListRecord(call, protection, machine),
    hvManager: wire.optional(
      manager === undefined
        ? null
        : { guid: manager.guid, name: manager.url, url: manager.url, vmExportImportMode: wire.enum(platform.mode) },
    ),
    hypervisor: wire.optional(
      hypervisor === undefined
        ? null
        : {
            guid: hypervisor.guid,
            name: hypervisor.host,
            hvManager: wire.optional(manager === undefined ? null : { guid: manager.guid }),
            vmExportImportMode: wire.enum(platform.mode),
          },
    ),
    tags: machine.tags,
    lastStoredSnapshot: wire.optional(
      snapshot === null ? null : { guid: snapshot.guid, name: `storware-${String(snapshot.snapshotTime)}` },
    ),
    ...Object.fromEntries(Object.entries(plain).map(([field, value]) => [field, wire.optional<unknown>(value)])),
    vmExportImportMode: wire.enum(vmExportImportMode),
    preSnapStdErrorHandling: wire.enum(preSnapStdErrorHandling),
    postSnapStdErrorHandling: wire.enum(postSnapStdErrorHandling),
    credential: wire.reference(world.credentials.get(credentialGuid ?? ''), nameOf),
  };
}

/** Whether a recovery point of the machine still has its files; answers from the newest, where it nearly always ends. */
export function isRestorable(sim: Simulation, machine: Machine): boolean {
  const backups = sim.world.backupsOf(machine.guid);
  for (let index = backups.length - 1; index >= 0; index -= 1) {
    const backup = backups[index];
    if (backup !== undefined && isUsable(backup)) return true;
  }
  return false;
}

function actionsOf(sim: Simulation, machine: Machine): string[] {
  const actions = machine.present ? ['BACKUP'] : ['DELETE'];
  if (isRestorable(sim, machine)) actions.push('RESTORE', 'MOUNT');
  return actions;
}
