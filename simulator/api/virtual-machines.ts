import { protectionAt } from '@/simulator/engine/protection';
import type { Machine } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';

import { found } from './api-error';
import type { Call, Handler, Routes } from './call';
import type { ListShape } from './listing';
import { answerList } from './listing';
import { machineDetails, machineListRecord } from './machine-dto';

/** The machine in the path, or 404. */
export function machineOf({ sim, guid }: Call): Machine {
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
