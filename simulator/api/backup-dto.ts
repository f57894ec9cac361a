import { isIscsiMountable, networkCardGuid } from '@/simulator/engine/backup-files';
import type { Backup, BackupLocation } from '@/simulator/model/backup';
import { PLATFORMS } from '@/simulator/model/platform';
import { partGuid } from '@/simulator/random';

import type { Call } from './call';
import { backupName, nameOf } from './names';

const ROLE_SALT = { PRIMARY: 101, SECONDARY: 102 } as const;

/** The guid of a location, from which its backup can be found again. */
export function locationGuid(backup: Backup, location: BackupLocation): string {
  return partGuid(backup.guid, ROLE_SALT[location.role]);
}

/** The location behind a guid, and its backup. */
export function locationByGuid({ sim }: Call, guid: string): { backup: Backup; location: BackupLocation } | undefined {
  for (const salt of Object.values(ROLE_SALT)) {
    const backup = sim.world.backups.get(partGuid(guid, salt));
    const location = backup?.locations.find((candidate) => locationGuid(backup, candidate) === guid);
    if (backup !== undefined && location !== undefined) return { backup, location };
  }
  return undefined;
}

/** Element of GET /backup-locations and of a backup's backupLocations (4.3). */
export function locationRecord({ sim, wire }: Call, backup: Backup, location: BackupLocation): Record<string, unknown> {
  const destination = sim.world.destinations.get(location.destinationGuid);
  return {
    guid: locationGuid(backup, location),
    backup: { guid: backup.guid, name: backupName(backup) },
    snapshotTime: wire.optional(backup.snapshotTime),
    backupDestination: wire.reference(destination, nameOf),
    backupDestinationType: wire.enum(destination?.type ?? 'FILESYSTEM'),
    roleType: wire.enum(location.role),
    status: wire.enum(location.status),
    type: wire.enum(backup.type),
    statusInfo: wire.optional(location.statusInfo),
    retentionHint: wire.enum(location.retentionHint),
    archiveExpire: wire.optional(location.archiveExpire),
  };
}

/** Element of GET /backups (11.2). */
export function backupRecord(call: Call, backup: Backup): Record<string, unknown> {
  const { sim, wire } = call;
  const { world } = sim;
  const machine = world.machines.get(backup.machineGuid);
  const { times } = backup;
  const durations = [times.export, times.store].filter((time) => time !== null);
  const sizeKnown = backup.backupTime !== null;
  return {
    guid: backup.guid,
    status: wire.enum(backup.status),
    statusInfo: wire.optional(backup.statusInfo),
    type: wire.enum(backup.type),
    snapshotTime: wire.optional(backup.snapshotTime),
    backupTime: wire.optional(backup.backupTime),
    // Null, not missing, where nothing was stored or done: clients add sizes and times up.
    size: sizeKnown ? backup.size : null,
    effectiveBackupSize: wire.optional(sizeKnown ? backup.size : null),
    effectiveBackupObjectsCount: wire.optional(sizeKnown ? 1 : null),
    protectedEntity: wire.typedReference(backup.machineGuid, machine?.name ?? backup.machineName, 'VM'),
    parentBackup: wire.reference(world.backups.get(backup.parentGuid ?? ''), backupName),
    backupLocations: backup.locations.map((location) => locationRecord(call, backup, location)),
    backupRule: wire.reference(world.rules.get(backup.ruleGuid ?? ''), nameOf),
    sourceProject: wire.reference(world.projects.get(backup.projectGuid ?? ''), nameOf),
    originEntity: wire.typedReference(backup.origin.guid, backup.origin.name, backup.origin.type),
    warningsPresent: backup.warnings.length > 0,
    warnings: backup.warnings,
    warningsAcknowledged: backup.warningsAcknowledged,
    description: wire.optional(backup.description),
    taskTimeStats: {
      queuedExportTime: times.queuedExport,
      exportTime: times.export,
      queuedStoreTime: times.queuedStore,
      storeTime: times.store,
    },
    taskDurationTime: wire.optional(durations.length === 0 ? null : durations.reduce((sum, time) => sum + time, 0)),
    vmExportImportMode: wire.enum(PLATFORMS[machine?.platform ?? 'KVM'].mode),
    hidden: false,
    archiveExpire: wire.optional(
      backup.locations.find(({ retentionHint }) => retentionHint === 'ARCHIVE')?.archiveExpire,
    ),
  };
}

/** GET /backups/{guid}: with network cards and what can be done with the files. */
export function backupDetails(call: Call, backup: Backup): Record<string, unknown> {
  const { sim, wire } = call;
  const machine = sim.world.machines.get(backup.machineGuid);
  const cards = (machine?.networkGuids ?? []).map((guid, index) => {
    const cardGuid = networkCardGuid(backup.machineGuid, index);
    return {
      guid: cardGuid,
      uuid: partGuid(cardGuid, 1),
      name: `eth${String(index)}`,
      network: wire.reference(sim.world.networks.get(guid), nameOf),
      virtualMachine: { guid: backup.machineGuid, name: machine?.name ?? backup.machineName },
      backups: [{ guid: backup.guid, name: backupName(backup) }],
    };
  });
  const { diskFormat } = PLATFORMS[machine?.platform ?? 'KVM'];
  return {
    ...backupRecord(call, backup),
    networkInterfaceCards: cards,
    iscsiMountable: isIscsiMountable(sim, backup),
    fileFormats: [wire.enum(diskFormat)],
  };
}
