import { DAY } from '@/simulator/engine/timeline';
import { nodeConfigOf } from '@/simulator/engine/submit-work';
import type { Simulation } from '@/simulator/engine/simulation';
import { defaultWindowMs } from '@/simulator/engine/task-lifecycle';
import type { Backup } from '@/simulator/model/backup';
import type { Task } from '@/simulator/model/task';
import { guidFor, randomFor } from '@/simulator/random';
import { cleanUpBackups } from '@/simulator/engine/retention';
import type { SeedOptions } from './names';
import { seedHistory } from './seed-history';
import { seedInventory } from './seed-inventory';
import { seedMachines } from './seed-machines';
import { seedPolicies } from './seed-policies';

const MOST_TASKS = 2000;

/** The tasks of the last day that the console still shows, with their workflows, in the order of their creation. */
export function seedRecentTasks(sim: Simulation, options: SeedOptions): void {
  const recent = sim.world
    .allBackups()
    .filter((backup) => backup.createdAt > options.now - DAY)
    .slice(-MOST_TASKS / 2);
  const tasks = recent.flatMap((backup) => tasksOf(sim, options, backup)).sort((a, b) => a.createdAt - b.createdAt);
  for (const task of tasks) {
    sim.world.taskOrder += 1;
    task.order = sim.world.taskOrder;
    sim.world.addTask(task);
  }
}

function tasksOf(sim: Simulation, options: SeedOptions, backup: Backup): Task[] {
  const machine = sim.world.machines.get(backup.machineGuid);
  const { queuedExport, export: exportMs, queuedStore, store: storeMs } = backup.times;
  if (machine === undefined || queuedExport === null || exportMs === null) return [];
  const failed = backup.status === 'FAILED';
  const rule = backup.ruleGuid === null ? undefined : sim.world.rules.get(backup.ruleGuid);
  const destinationGuid = backup.locations[0]?.destinationGuid ?? rule?.destinations[0]?.destinationGuid ?? null;
  const priority = backup.policyGuid === null ? 50 : (sim.world.policies.get(backup.policyGuid)?.priority ?? 50);
  const workflowGuid = guidFor(options.seed, `workflow:${backup.guid}`);
  const exported = backup.createdAt + queuedExport + exportMs;
  const make = (type: 'EXPORT' | 'STORE', createdAt: number, startTime: number, finishTime: number): Task => ({
    guid: guidFor(options.seed, `task:${type}:${backup.guid}`),
    order: 0,
    type,
    state: failed ? 'FAILED' : 'FINISHED',
    createdAt,
    windowStart: createdAt,
    windowEnd: createdAt + defaultWindowMs(type),
    startTime,
    finishTime,
    progress: failed ? 60 : 100,
    progressChange: finishTime,
    plan: null,
    statusInfo: backup.statusInfo,
    priority,
    retryCount: 0,
    machineGuid: machine.guid,
    machineName: machine.name,
    projectGuid: machine.projectGuid,
    backupGuid: backup.guid,
    backupType: backup.type,
    destinationGuid,
    role: 'PRIMARY',
    hypervisorGuid: machine.hypervisorGuid,
    managerGuid: machine.managerGuid,
    nodeConfigGuid: nodeConfigOf(sim, machine),
    boundNodeGuid: null,
    nodeGuid: backup.nodeGuid,
    holdsSlot: false,
    origin: backup.origin,
    scheduleGuid: backup.origin.type === 'SCHEDULE' ? backup.origin.guid : null,
    parentTaskGuid: type === 'STORE' ? guidFor(options.seed, `task:EXPORT:${backup.guid}`) : null,
    workflowGuid,
    runGuid: null,
    restore: null,
  });
  const tasks = [make('EXPORT', backup.createdAt, backup.createdAt + queuedExport, exported)];
  if (!failed && queuedStore !== null && storeMs !== null)
    tasks.push(make('STORE', exported, exported + queuedStore, exported + queuedStore + storeMs));
  sim.world.workflows.set(workflowGuid, {
    guid: workflowGuid,
    state: failed ? 'FAILED' : backup.warnings.length > 0 ? 'FINISHED_WITH_WARNINGS' : 'FINISHED',
    definition: 'BACKUP',
    step: failed ? 'EXPORT' : 'STORE',
    machineGuid: machine.guid,
    machineName: machine.name,
    destinationGuids: destinationGuid === null ? [] : [destinationGuid],
    origin: backup.origin,
    priority,
    startTime: backup.createdAt,
    finishTime: tasks.at(-1)?.finishTime ?? exported,
  });
  return tasks;
}

/** Past restores: one for every sixteenth machine that has a successful backup. */
export function seedRestoreJobs(sim: Simulation, options: SeedOptions): void {
  let index = 0;
  for (const machine of sim.world.machines.values()) {
    index += 1;
    if (index % 16 !== 1) continue;
    const backup = sim.world.backupsOf(machine.guid).find(({ status }) => status === 'SUCCESS');
    if (backup?.backupTime == null) continue;
    const random = randomFor(options.seed, `restore:${machine.guid}`);
    const failed = random() < 0.2;
    const restoreTime = backup.backupTime + Math.floor((options.now - backup.backupTime) * random());
    const guid = guidFor(options.seed, `restoreJob:${machine.guid}`);
    machine.restoreStatus = failed ? 'FAILED' : 'SUCCESS';
    sim.world.restoreJobs.set(guid, {
      guid,
      restoreTime,
      backupGuid: backup.guid,
      machineGuid: machine.guid,
      machineName: machine.name,
      status: failed ? 'FAILED' : 'SUCCESS',
      statusInfo: failed ? 'Volume could not be created in the target storage' : null,
      restoreType: 'RESTORE_AND_IMPORT',
      queuedRestoreMs: 1200,
      restoreMs: machine.storeMs,
      queuedImportMs: failed ? null : 1500,
      importMs: failed ? null : machine.exportMs,
      queuedMountMs: null,
      mountMs: null,
      order: null,
      warnings: [],
      origin: { type: 'USER', guid: '1', name: 'admin' },
    });
  }
}

/** Fills an empty server with a history that ends now. The same seed and counts give the same guids and names. */
export function seedWorld(sim: Simulation, counts: { machines: number; projects: number }): void {
  const options = { seed: sim.seed, now: sim.timeline.now, workSpeed: sim.workSpeed, ...counts };
  const { world } = sim;
  seedInventory(world, options);
  seedPolicies(world, options);
  seedHistory(world, options, seedMachines(world, options));
  cleanUpBackups(world, options.now);
  for (const backup of world.allBackups()) {
    for (const location of backup.locations) {
      const destination = location.status === 'PRESENT' ? world.destinations.get(location.destinationGuid) : undefined;
      if (destination !== undefined) destination.usedBytes += backup.size;
    }
  }
  seedRecentTasks(sim, options);
  seedRestoreJobs(sim, options);
}
