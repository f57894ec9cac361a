import { MINUTE } from './timeline';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import { PLATFORMS, SYSTEM_ORIGIN } from '@/simulator/model/platform';
import type { Task } from '@/simulator/model/task';
import { fixDisks } from './disks';
import { defineWorker, planFixed } from './work-plan';
import type { Simulation } from './simulation';
import { createTask } from './task-lifecycle';

/** An INVENTORY_SYNC task for one manager or stand-alone hypervisor. */
export function submitSync(
  sim: Simulation,
  source: { managerGuid: string } | { hypervisorGuid: string },
  origin: Origin,
): Task | undefined {
  const managerGuid = 'managerGuid' in source ? source.managerGuid : null;
  const hypervisorGuid = 'hypervisorGuid' in source ? source.hypervisorGuid : null;
  const record = sim.world.managers.get(managerGuid ?? '') ?? sim.world.hypervisors.get(hypervisorGuid ?? '');
  if (record === undefined) return undefined;
  return createTask(sim, {
    type: 'INVENTORY_SYNC',
    nodeConfigGuid: record.nodeConfigGuid,
    origin,
    managerGuid,
    hypervisorGuid,
  });
}

function syncFinished(sim: Simulation, task: Task): void {
  applyPendingChanges(sim, task.managerGuid ?? task.hypervisorGuid ?? '');
  noteSync(sim, task, true);
}

function noteSync(sim: Simulation, task: Task, good: boolean): void {
  const manager = sim.world.managers.get(task.managerGuid ?? '');
  const hypervisor = sim.world.hypervisors.get(task.hypervisorGuid ?? '');
  if (manager !== undefined) {
    manager.lastSync = task.finishTime;
    if (good) manager.lastSuccessfulSync = task.finishTime;
  }
  if (hypervisor !== undefined) hypervisor.lastSync = task.finishTime;
}

/** Registers the inventory sync with the engine. */
export function defineInventorySync(): void {
  defineWorker('INVENTORY_SYNC', {
    begin: (sim) => planFixed(sim, 5000),
    finished: syncFinished,
    failed: (sim, task) => noteSync(sim, task, false),
    cancelled: (sim, task) => noteSync(sim, task, false),
  });
}

/** Plans the periodic sync of every source, spread over the period. */
export function planPeriodicSync(sim: Simulation): void {
  const managers = [...sim.world.managers.values()].map(({ guid }) => ({ managerGuid: guid }));
  const alone = [...sim.world.hypervisors.values()]
    .filter(({ managerGuid }) => managerGuid === null)
    .map(({ guid }) => ({ hypervisorGuid: guid }));
  const sources = [...managers, ...alone];
  sources.forEach((source, index) => {
    const period = (): number => sim.behaviour.inventorySyncIntervalMinutes * MINUTE;
    const run = (): void => {
      submitSync(sim, source, SYSTEM_ORIGIN);
      sim.timeline.at(sim.timeline.now + period(), run);
    };
    sim.timeline.at(sim.timeline.now + (period() * (index + 1)) / (sources.length + 1), run);
  });
}

/** What has happened on the platform and the next sync will find. */
export type InventoryChange =
  | { kind: 'add'; machine: Machine }
  | { kind: 'vanish'; guid: string }
  | { kind: 'return'; guid: string }
  | { kind: 'rename'; guid: string; name: string }
  | { kind: 'delete'; guid: string };

/** The manager or stand-alone hypervisor whose sync finds changes of this machine. */
export function syncSourceOf(machine: Machine): string {
  return (PLATFORMS[machine.platform].managed ? machine.managerGuid : machine.hypervisorGuid) ?? '';
}

/** Stores a change until the next sync of its source. */
export function queueChange(sim: Simulation, source: string, change: InventoryChange): void {
  const waiting = sim.pendingChanges.get(source);
  if (waiting === undefined) sim.pendingChanges.set(source, [change]);
  else waiting.push(change);
}

/** Applies the changes of a source, as a sync does (14.8). */
function applyPendingChanges(sim: Simulation, source: string): void {
  const waiting = sim.pendingChanges.get(source) ?? [];
  sim.pendingChanges.delete(source);
  for (const change of waiting) applyChange(sim, change);
}

/** Makes a change visible now. Deleted machines stay, not present, and leave policies that remove such machines. */
export function applyChange(sim: Simulation, change: InventoryChange): void {
  const { world } = sim;
  if (change.kind === 'add') {
    if (!world.machines.has(change.machine.guid)) world.addMachine(change.machine);
    return;
  }
  const machine = world.machines.get(change.guid);
  if (machine === undefined) return;
  switch (change.kind) {
    case 'vanish':
      machine.present = false;
      machine.lastStoredSnapshot = null;
      if (world.policyOf(machine)?.autoRemoveNonPresent === true) world.assignPolicy(machine, null);
      if (world.policies.get(machine.snapshotPolicyGuid ?? '')?.autoRemoveNonPresent === true)
        world.assignPolicy(machine, null, 'vm-snapshot');
      break;
    case 'return':
      machine.present = true;
      break;
    case 'rename':
      fixDisks(sim, machine);
      world.renameMachine(machine, change.name);
      break;
    case 'delete':
      world.removeBackupsOf(machine.guid);
      world.removeMachine(machine);
      break;
  }
}
