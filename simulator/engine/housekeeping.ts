import { DAY, HOUR } from './timeline';
import { SYSTEM_ORIGIN } from '@/simulator/model/platform';
import { defineWorker, planFixed } from './work-plan';
import type { Worker } from './work-plan';

import { applyChange, defineInventorySync, planPeriodicSync } from './inventory-sync';
import { defineBackupWork } from './backup-work';
import { defineImportWork } from './import-work';
import { planUnmount, defineMountWork, defineRestoreWork } from './restore-work';
import { defineSnapshotWork } from './snapshot-work';
import { cleanUpBackups } from './retention';
import { planNextFiring } from './schedules';
import type { Simulation } from './simulation';
import { endWorkflow, workflowEnds } from './submit-work';
import { createTask, dispatch, purgeEnded, resumeTask } from './task-lifecycle';

/** Old backups are looked for at this time of the UTC day. */
const CLEAN_UP_AT = 11 * HOUR;

function systemWorker(durationMs: number, finished: Worker['finished']): Worker {
  return {
    begin: (sim) => planFixed(sim, durationMs),
    finished,
    ...workflowEnds,
  };
}

/** Registers every kind of task of this server with the engine. */
export function defineAllWork(): void {
  defineBackupWork();
  defineInventorySync();
  defineRestoreWork();
  defineImportWork();
  defineMountWork();
  defineSnapshotWork();
  defineWorker(
    'BACKUP_CLEANUP',
    systemWorker(4000, (sim) => void cleanUpBackups(sim.world, sim.timeline.now)),
  );
  defineWorker(
    'DELETE',
    systemWorker(4000, (sim, task) => {
      if (task.machineGuid !== null) applyChange(sim, { kind: 'delete', guid: task.machineGuid });
      endWorkflow(sim, task, 'FINISHED');
    }),
  );
}

/** Erases ended tasks after the retention of the task console, and what only they referred to. */
export function purgeOldTasks(sim: Simulation, before: number): number {
  const { world } = sim;
  const purged = purgeEnded(sim, before);
  for (const mount of world.mounts.values())
    if (mount.endedAt !== null && mount.endedAt < before) world.mounts.delete(mount.guid);
  for (const run of world.runs.values()) {
    if (!run.taskGuids.some((guid) => world.tasks.has(guid))) world.runs.delete(run.guid);
  }
  return purged;
}

/** Starts a seeded or reloaded server: schedules, syncs, cleanup, purge, and the running tasks. */
export function startEngine(sim: Simulation): void {
  const { timeline, world } = sim;
  defineAllWork();
  timeline.onSettle((thorough) => dispatch(sim, thorough));
  for (const task of world.tasks.values()) resumeTask(sim, task);
  for (const schedule of world.schedules.values()) planNextFiring(sim, schedule);
  for (const mount of world.mounts.values()) planUnmount(sim, mount);
  planPeriodicSync(sim);
  const today = Math.floor(timeline.now / DAY) * DAY;
  const cleanUp = (): void => {
    const nodeConfigGuid = [...world.nodeConfigs.keys()][0];
    if (nodeConfigGuid !== undefined)
      createTask(sim, { type: 'BACKUP_CLEANUP', nodeConfigGuid, origin: SYSTEM_ORIGIN });
    timeline.at(timeline.now + DAY, cleanUp);
  };
  timeline.at(today + CLEAN_UP_AT + (timeline.now >= today + CLEAN_UP_AT ? DAY : 0), cleanUp);
  const purge = (): void => {
    purgeOldTasks(sim, timeline.now - sim.behaviour.taskRetentionHours * HOUR);
    timeline.at(timeline.now + HOUR, purge);
  };
  timeline.at(timeline.now + HOUR, purge);
}
