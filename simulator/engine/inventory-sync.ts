import { SYSTEM_ORIGIN } from '@/simulator/model/origin';
import type { Origin } from '@/simulator/model/origin';
import type { Task } from '@/simulator/model/task';

import { applyPendingChanges } from './inventory-changes';
import { workCurve } from './progress';
import type { Simulation } from './simulation';
import { createTask } from './task-lifecycle';
import { defineWorker } from './workers';

const MINUTE = 60_000;

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

/** Makes the inventory sync known to the engine. */
export function defineInventorySync(): void {
  defineWorker('INVENTORY_SYNC', {
    begin: (sim) => ({
      curve: workCurve({ start: sim.timeline.now, durationMs: 5000 / sim.workSpeed, end: 100, stall: null, bend: 0.5 }),
      outcome: 'finish',
      message: null,
    }),
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
