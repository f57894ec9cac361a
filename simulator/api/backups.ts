import * as z from 'zod';
import { isIscsiMountable, networkCardGuid } from '@/simulator/engine/backup-files';
import { isUsable } from '@/simulator/model/backup';
import type { Backup, BackupLocation } from '@/simulator/model/backup';
import { PLATFORMS } from '@/simulator/model/platform';
import { partGuid } from '@/simulator/random';
import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { flagField, guidsField, parseBody, textField } from './body';
import { answerList } from './listing';
import { backupName, nameOf } from './records';

/** The backup in the path, or 404. */
function backupOf({ sim, guid }: Call): Backup {
  return found(sim.world.backups.get(guid), 'Backup');
}

type Test = (backup: Backup) => boolean;

/** The root of an incremental chain. */
function rootOf(call: Call, backup: Backup): Backup {
  let root = backup;
  while (root.parentGuid !== null) {
    const parent = call.sim.world.backups.get(root.parentGuid);
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}

/** The documented filters that were given (4.1). Times filter by snapshot, or by creation while there is none. */
function testsOf(call: Call): Test[] {
  const { query, sim, tenant } = call;
  const { world } = sim;
  const tests: Test[] = [];
  const when = <T>(value: T | undefined, test: (value: T) => Test): void => {
    if (value !== undefined) tests.push(test(value));
  };
  const statuses = query.all('status');
  const policies = query.all('backup-policy');
  if (statuses.length > 0) tests.push((backup) => statuses.includes(backup.status));
  if (policies.length > 0) tests.push((backup) => backup.policyGuid !== null && policies.includes(backup.policyGuid));
  when(query.text('protected-entity-type'), (type) => () => type === 'VM');
  when(query.text('type'), (type) => (backup) => backup.type === type);
  when(query.number('from'), (from) => (backup) => (backup.snapshotTime ?? backup.createdAt) >= from);
  when(query.number('to'), (to) => (backup) => (backup.snapshotTime ?? backup.createdAt) <= to);
  when(query.number('min-size'), (size) => (backup) => backup.size >= size);
  if (query.flag('only-mountable') === true) tests.push(isUsable);
  if (query.flag('in-progress') === true) tests.push(({ status }) => status === 'INPROGRESS' || status === 'QUEUED');
  when(
    query.text('backup-destination'),
    (guid) => (backup) => backup.locations.some(({ destinationGuid }) => destinationGuid === guid),
  );
  when(query.text('backup-rule'), (guid) => (backup) => backup.ruleGuid === guid);
  when(query.text('hypervisor'), (guid) => (backup) => backup.hypervisorGuid === guid);
  when(query.text('hypervisor-manager'), (guid) => (backup) => backup.managerGuid === guid);
  when(query.text('node'), (guid) => (backup) => backup.nodeGuid === guid);
  when(query.text('parent-backup'), (guid) => (backup) => backup.parentGuid === guid);
  when(query.text('root-backup'), (guid) => (backup) => rootOf(call, backup).guid === guid);
  when(query.text('storage-provider') ?? query.text('cloud-service-provider'), () => () => false);
  when(tenant, (uuid) => (backup) => world.projects.get(backup.projectGuid ?? '')?.uuid === uuid);
  return tests;
}

const list: Handler = (call) => {
  const entity = call.query.text('protected-entity', 'protectedEntity');
  const { world } = call.sim;
  const tests = testsOf(call);
  const candidates = entity === undefined ? world.allBackups() : world.backupsOf(entity);
  const matching = (
    tests.length === 0 ? [...candidates] : candidates.filter((backup) => tests.every((test) => test(backup)))
  ).reverse();
  const machineName = (backup: Backup): string => world.machines.get(backup.machineGuid)?.name ?? backup.machineName;
  return answerList(
    call,
    matching,
    {
      text: (backup) => [backup.guid, backupName(backup), machineName(backup), backup.statusInfo],
      name: backupName,
      columns: {
        snapshotTime: ({ snapshotTime }) => snapshotTime,
        backupTime: ({ backupTime }) => backupTime,
        size: ({ size }) => size,
        status: ({ status }) => status,
        type: ({ type }) => type,
        'protectedEntity.name': machineName,
        'backup.protectedEntity.name': machineName,
      },
    },
    (backup) => backupRecord(call, backup),
  );
};

const setDescription: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: textField }), await call.body());
  backupOf(call).description = value ?? null;
  return call.context.body(null, 204);
};

const acknowledge: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: flagField }), await call.body());
  backupOf(call).warningsAcknowledged = value ?? false;
  return call.context.body(null, 204);
};

const acknowledgeMany: Handler = async (call) => {
  const { backups, protectedEntities } = parseBody(
    z.looseObject({ backups: guidsField, protectedEntities: guidsField }),
    await call.body(),
  );
  const { world } = call.sim;
  for (const guid of backups ?? []) found(world.backups.get(guid), 'Backup').warningsAcknowledged = true;
  for (const guid of protectedEntities ?? [])
    for (const backup of world.backupsOf(guid)) backup.warningsAcknowledged = true;
  return call.context.body(null, 204);
};

/** Backups (4.1, 4.2). */
export const backupRoutes: Routes = (api, on) => {
  api.get('/backups', on(list));
  api.put('/backups/warnings-acknowledged', on(acknowledgeMany));
  api.get(
    '/backups/:guid',
    on((call) => call.context.json(backupDetails(call, backupOf(call)))),
  );
  api.put('/backups/:guid/description', on(setDescription));
  api.put('/backups/:guid/warnings-acknowledged', on(acknowledge));
};

const ROLE_SALT = { PRIMARY: 101, SECONDARY: 102 } as const;

/** The guid of a location, from which its backup can be found again. */
function locationGuid(backup: Backup, location: BackupLocation): string {
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
function backupDetails(call: Call, backup: Backup): Record<string, unknown> {
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
