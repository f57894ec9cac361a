import * as z from 'zod';
import { incrementalObstacles } from '@/simulator/engine/backup-files';
import { protectionAt } from '@/simulator/engine/schedules';
import type { Disk, MachineSettings, Machine } from '@/simulator/model/machine';
import { defaultSettings } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import { disksOf, machineOfDisk, setDiskExcluded } from '@/simulator/engine/disks';
import type { Call, Handler, Routes } from './call';
import { badRequest, found } from './call';
import {
  filledField,
  flagField,
  guidsField,
  integerField,
  optionalEnumField,
  parseBody,
  referenceField,
  textsField,
} from './body';
import type { ListShape } from './listing';
import { answerList, answerPlainList } from './listing';
import { machineDetails, machineListRecord, nameOf } from './records';

/** The machine in the path, or 404. */
function machineOf({ sim, guid }: Call): Machine {
  return found(sim.world.machines.get(guid), 'Virtual machine');
}

function shapeOf(call: Call): ListShape<Machine> {
  const { world } = call.sim;
  const hostOf = (machine: Machine): string | undefined => world.hypervisors.get(machine.hypervisorGuid ?? '')?.host;
  const policyOf = (machine: Machine): string | undefined => world.policyOf(machine)?.name;
  const protection = protectionAt(call.sim);
  return {
    text: (machine) => [
      machine.name,
      machine.uuid,
      machine.guid,
      ...machine.tags,
      world.managers.get(machine.managerGuid ?? '')?.url,
      hostOf(machine),
      policyOf(machine),
      world.policies.get(machine.snapshotPolicyGuid ?? '')?.name,
    ],
    name: ({ name }) => name,
    columns: {
      name: ({ name }) => name,
      guid: ({ guid }) => guid,
      uuid: ({ uuid }) => uuid,
      present: ({ present }) => present,
      lastBackup: ({ lastBackup }) => lastBackup,
      lastSuccessfulBackupSize: ({ lastSuccessfulSize }) => lastSuccessfulSize,
      backupUpToDate: (machine) => protection(machine),
      hypervisor: hostOf,
      'hypervisor.name': hostOf,
      vmBackupPolicy: policyOf,
      'vmBackupPolicy.name': policyOf,
      'project.name': (machine) => world.projects.get(machine.projectGuid ?? '')?.name,
    },
  };
}

const PROTECTION = new Map<boolean | undefined, string>([
  [true, 'IS_PROTECTED'],
  [false, 'NOT_PROTECTED'],
  [undefined, 'NO_SCHEDULE'],
]);

function selected(call: Call): readonly Machine[] {
  const { sim, query, tenant } = call;
  const { world } = sim;
  const type = query.text('hypervisor-manager-type');
  const manager = query.text('hypervisor-manager');
  const hypervisor = query.text('hypervisor');
  const states = query.all('backupStatus');
  const projects =
    tenant === undefined
      ? undefined
      : new Set([...world.projects.values()].filter((project) => project.uuid === tenant).map(({ guid }) => guid));
  const uuid = query.text('uuid');
  const all =
    uuid === undefined
      ? [...world.machines.values()]
      : [world.machineByUuid(uuid)].filter((machine) => machine !== undefined);
  if (
    type === undefined &&
    manager === undefined &&
    hypervisor === undefined &&
    states.length === 0 &&
    projects === undefined
  )
    return all;
  const protection = protectionAt(sim);
  return all.filter(
    (machine) =>
      (type === undefined || (PLATFORMS[machine.platform].managed && machine.platform === type)) &&
      (manager === undefined || machine.managerGuid === manager) &&
      (hypervisor === undefined || machine.hypervisorGuid === hypervisor) &&
      (projects === undefined || (machine.projectGuid !== null && projects.has(machine.projectGuid))) &&
      (states.length === 0 || states.includes(PROTECTION.get(protection(machine)) ?? '')),
  );
}

const list: Handler = (call) => {
  const protection = protectionAt(call.sim);
  return answerList(call, selected(call), shapeOf(call), (machine) => machineListRecord(call, protection, machine));
};

const detailed: Handler = (call) => {
  const protection = protectionAt(call.sim);
  return answerList(call, selected(call), shapeOf(call), (machine) => machineDetails(call, protection, machine));
};

const details: Handler = (call) => call.context.json(machineDetails(call, protectionAt(call.sim), machineOf(call)));

const deleteNonPresent: Handler = ({ sim, context }) => {
  for (const machine of sim.world.machines.values()) {
    if (!machine.present && sim.world.backupsOf(machine.guid).length === 0) sim.world.removeMachine(machine);
  }
  return context.body(null, 204);
};

/** Lists and records of machines (section 3). */
export const virtualMachineRoutes: Routes = (api, on) => {
  api.get('/virtual-machines', on(list));
  api.get('/virtual-machines/detailed', on(detailed));
  api.delete('/virtual-machines/all-non-present', on(deleteNonPresent));
  api.get('/virtual-machines/:guid', on(details));
};

const settingsSchema = z.looseObject({
  vmBackupPolicy: referenceField,
  snapshotMgmtPolicy: referenceField,
  credential: referenceField,
  quiesceBeforeSnapshot: flagField,
  vmExportImportMode: optionalEnumField,
  sshHost: filledField,
  sshPort: integerField({ min: 0, max: 65_535 }),
  sshUser: filledField,
  sshKeyPath: filledField,
  preSnapCmdExecEnabled: flagField,
  postSnapCmdExecEnabled: flagField,
  preSnapCmdArgs: textsField,
  postSnapCmdArgs: textsField,
  preSnapIgnoredExitCodes: filledField,
  postSnapIgnoredExitCodes: filledField,
  preSnapStdErrorHandling: optionalEnumField,
  postSnapStdErrorHandling: optionalEnumField,
});

type SettingsBody = z.output<typeof settingsSchema>;

/** The PUT carries the whole object: what is missing goes back to its default (13.53). */
function settingsFrom(body: SettingsBody, mode: string): MachineSettings {
  const defaults = defaultSettings(mode);
  return {
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? false,
    vmExportImportMode: body.vmExportImportMode ?? mode,
    sshHost: body.sshHost,
    sshPort: body.sshPort ?? null,
    sshUser: body.sshUser,
    sshKeyPath: body.sshKeyPath,
    preSnapCmdExecEnabled: body.preSnapCmdExecEnabled ?? false,
    postSnapCmdExecEnabled: body.postSnapCmdExecEnabled ?? false,
    preSnapCmdArgs: body.preSnapCmdArgs ?? [],
    postSnapCmdArgs: body.postSnapCmdArgs ?? [],
    preSnapIgnoredExitCodes: body.preSnapIgnoredExitCodes,
    postSnapIgnoredExitCodes: body.postSnapIgnoredExitCodes,
    preSnapStdErrorHandling: body.preSnapStdErrorHandling ?? defaults.preSnapStdErrorHandling,
    postSnapStdErrorHandling: body.postSnapStdErrorHandling ?? defaults.postSnapStdErrorHandling,
    credentialGuid: body.credential,
  };
}

const putSettings: Handler = async (call) => {
  const machine = machineOf(call);
  const body = parseBody(settingsSchema, await call.body());
  const { world } = call.sim;
  const policy = body.vmBackupPolicy === null ? null : world.policies.get(body.vmBackupPolicy);
  if (policy === undefined || (policy !== null && policy.kind !== 'vm-backup'))
    throw badRequest('Backup policy does not exist');
  const snapshotPolicy = body.snapshotMgmtPolicy === null ? null : world.policies.get(body.snapshotMgmtPolicy);
  if (snapshotPolicy === undefined || (snapshotPolicy !== null && snapshotPolicy.kind !== 'vm-snapshot'))
    throw badRequest('Snapshot policy does not exist');
  if (body.credential !== null) found(world.credentials.get(body.credential), 'Credential');
  world.assignPolicy(machine, policy?.guid ?? null);
  world.assignPolicy(machine, snapshotPolicy?.guid ?? null, 'vm-snapshot');
  machine.settings = settingsFrom(body, PLATFORMS[machine.platform].mode);
  return call.context.json(machineDetails(call, protectionAt(call.sim), machine));
};

const putPassword: Handler = async (call) => {
  machineOf(call);
  parseBody(z.looseObject({ value: z.string() }), await call.body());
  return call.context.body(null, 204);
};

const incrementalNotPossible: Handler = async (call) => {
  const { entities } = parseBody(z.looseObject({ entities: guidsField }), await call.body());
  const { world } = call.sim;
  const answers = (entities ?? []).flatMap((guid) => {
    const machine = found(world.machines.get(guid), 'Virtual machine');
    const reasons = incrementalObstacles(world, machine);
    if (reasons.length === 0) return [];
    const virtualMachine = {
      guid,
      name: machine.name,
      vmBackupPolicy: call.wire.reference(world.policyOf(machine), nameOf),
    };
    return [{ virtualMachine, reasons: call.wire.enums(reasons) }];
  });
  return call.context.json(answers);
};

/** What can be written on a machine, and the check before an incremental (3.3). */
export const machineSettingsRoutes: Routes = (api, on) => {
  api.post('/virtual-machines/incremental-not-possible', on(incrementalNotPossible));
  api.put('/virtual-machines/:guid/settings', on(putSettings));
  api.put('/virtual-machines/:guid/ssh-password', on(putPassword));
};

function diskRecord({ sim, wire }: Call, machine: Machine, disk: Disk): Record<string, unknown> {
  return {
    guid: disk.guid,
    uuid: disk.uuid,
    name: disk.name,
    size: disk.size,
    present: disk.present && machine.present,
    excludedFromBackup: disk.excludedFromBackup || !disk.supported,
    supported: disk.supported,
    type: wire.enum('DISK'),
    originalStorage: wire.reference(sim.world.storages.get(disk.storageGuid), nameOf),
    virtualMachine: { guid: machine.guid, name: machine.name },
  };
}

const listDisks: Handler = (call) => {
  const { sim, query } = call;
  const guid = query.text('virtual-machine');
  if (guid === undefined) throw badRequest('Parameter virtual-machine is missing');
  const machine = sim.world.machines.get(guid);
  return answerPlainList(
    call,
    machine === undefined ? [] : disksOf(sim, machine).map((disk) => diskRecord(call, machine, disk)),
    (record) => record,
  );
};

const putDiskSettings: Handler = async (call) => {
  const { excludedFromBackup } = parseBody(z.looseObject({ excludedFromBackup: flagField }), await call.body());
  const machine = found(machineOfDisk(call.sim, call.guid), 'Disk');
  const disk = found(setDiskExcluded(call.sim, machine, call.guid, excludedFromBackup ?? false), 'Disk');
  return call.context.json(diskRecord(call, machine, disk));
};

const listSnapshots: Handler = (call) => {
  const { sim, wire, query } = call;
  const guid = query.text('protected-entity');
  if (guid === undefined) throw badRequest('Parameter protected-entity is missing');
  const machine = sim.world.machines.get(guid);
  const kept = machine?.lastStoredSnapshot ?? null;
  const records = (sim.world.snapshots.get(guid) ?? []).map((snapshot) => ({
    guid: snapshot.guid,
    uuid: snapshot.uuid,
    snapshotTime: snapshot.snapshotTime,
    // Shown as it comes, like `policy`: text, no object.
    status: snapshot.status,
    policy: wire.optional(snapshot.policyName),
  }));
  if (query.flag('stand-alone') === true || kept === null) return answerPlainList(call, records, (record) => record);
  const stored = {
    guid: kept.guid,
    uuid: kept.guid,
    snapshotTime: kept.snapshotTime,
    status: 'SUCCESS' as const,
    policy: wire.optional(null),
  };
  return answerPlainList(call, [...records, stored], (record) => record);
};

/** Disks and snapshots of machines (3.3). */
export const diskRoutes: Routes = (api, on) => {
  api.get('/virtual-machine-disks', on(listDisks));
  api.put('/virtual-machine-disks/:guid/settings', on(putDiskSettings));
  api.get('/snapshots', on(listSnapshots));
};
