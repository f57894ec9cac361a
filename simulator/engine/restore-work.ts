import type { Backup } from '@/simulator/model/backup';
import type { RestoreJob } from '@/simulator/model/restore-job';
import type { Task, TaskType, WorkPlan } from '@/simulator/model/task';

import { mountFailed } from './mount-state';
import { defineWorker, planWork } from './work-plan';
import type { NextRestore } from './work-plan';
import { chainLength, whyNotRestorable } from './backup-files';
import type { Simulation } from './simulation';
import { endWorkflow } from './submit-backup';
import { createTask } from './task-lifecycle';

const CENTURY_MS = 3_155_760_000_000;

/** The job that a task works for. */
export function jobOf(sim: Simulation, task: Task): RestoreJob | undefined {
  return sim.world.restoreJobs.get(task.restore?.jobGuid ?? '');
}

/** What a test ordered for this restore; it holds from its first task to its last. */
export function restoreOrderOf(sim: Simulation, task: Task): NextRestore {
  const key = task.restore?.jobGuid ?? task.restore?.mountGuid ?? task.guid;
  const own = sim.nextRestore.get(key)?.[0];
  if (own !== undefined) return own;
  const waiting = sim.nextRestore.get(task.machineGuid ?? '');
  const order = waiting?.shift();
  if (waiting?.length === 0) sim.nextRestore.delete(task.machineGuid ?? '');
  // Also that nothing was ordered is kept: what is ordered from now on is for the next restore.
  sim.nextRestore.set(key, [order ?? {}]);
  return order ?? {};
}

/** The plan of one step of a restore: it fails, stalls or never ends where a test wants it. */
export function planStep(
  sim: Simulation,
  task: Task,
  step: 'restore' | 'import' | 'mount',
  durationMs: number,
  usualFailure: string,
): WorkPlan {
  const order = restoreOrderOf(sim, task);
  const here = order.fail === undefined ? step === 'restore' : order.fail === step;
  if (order.neverReady === true && step !== 'restore') {
    return planWork(sim, durationMs, {
      failing: false,
      message: '',
      atPercent: order.atPercent ?? 80,
      stallMs: CENTURY_MS,
    });
  }
  return planWork(sim, durationMs, {
    failing: order.fail === step,
    message: order.message ?? usualFailure,
    atPercent: here ? order.atPercent : undefined,
    stallMs: here ? order.stallMs : undefined,
  });
}

/** How long a task took. */
export function durationOf(task: Task): number {
  return (task.finishTime ?? 0) - (task.startTime ?? 0);
}

/** Ends the job; the machine that was backed up shows how it went. */
export function endJob(sim: Simulation, task: Task, status: 'SUCCESS' | 'FAILED', statusInfo: string | null): void {
  const job = jobOf(sim, task);
  sim.nextRestore.delete(job?.guid ?? '');
  if (job === undefined) return;
  job.status = status;
  job.statusInfo = statusInfo;
  const machine = sim.world.machines.get(job.machineGuid);
  if (machine !== undefined) machine.restoreStatus = status;
}

/** The next step of a restore: a task like the one before it, on the node that has the files. */
export function followUp(sim: Simulation, task: Task, type: TaskType): Task {
  const {
    nodeConfigGuid,
    origin,
    priority,
    machineGuid,
    machineName,
    projectGuid,
    backupGuid,
    hypervisorGuid,
    managerGuid,
    workflowGuid,
    restore,
  } = task;
  const workflow = sim.world.workflows.get(workflowGuid ?? '');
  if (workflow !== undefined) workflow.step = type;
  return createTask(sim, {
    type,
    nodeConfigGuid,
    origin,
    priority,
    machineGuid,
    machineName,
    projectGuid,
    backupGuid,
    hypervisorGuid,
    managerGuid,
    workflowGuid,
    restore: restore === null ? null : { ...restore },
    boundNodeGuid: task.nodeGuid,
    parentTaskGuid: task.guid,
  });
}

function backupOf(sim: Simulation, task: Task): Backup | undefined {
  return sim.world.backups.get(task.backupGuid ?? '');
}

function beginRestore(sim: Simulation, task: Task): WorkPlan | string {
  const job = jobOf(sim, task);
  const backup = backupOf(sim, task);
  if (job === undefined || backup === undefined) return 'Backup does not exist';
  job.status = 'INPROGRESS';
  job.queuedRestoreMs = sim.timeline.now - task.createdAt;
  const machine = sim.world.machines.get(job.machineGuid);
  if (machine !== undefined) machine.restoreStatus = job.status;
  const problem = whyNotRestorable(sim.world, backup);
  if (problem !== undefined) return problem;
  const location = backup.locations.find(({ destinationGuid }) => destinationGuid === task.destinationGuid);
  if (location?.status !== 'PRESENT') return 'Backup is not present in the chosen backup destination';
  const order = restoreOrderOf(sim, task);
  if (order.warning !== undefined) job.warnings = [order.warning];
  const links = 1 + (chainLength(sim.world, backup) - 1) * 0.1;
  return planStep(
    sim,
    task,
    'restore',
    (machine?.storeMs ?? 8000) * links,
    'Connection to the backup destination was lost during data transfer',
  );
}

function restoreFinished(sim: Simulation, task: Task): void {
  const job = jobOf(sim, task);
  if (job === undefined) return;
  job.restoreMs = durationOf(task);
  if (job.restoreType === 'RESTORE_AND_IMPORT') followUp(sim, task, 'IMPORT');
  else if (job.restoreType === 'RESTORE_AND_MOUNT') followUp(sim, task, 'MOUNT');
  else {
    endJob(sim, task, 'SUCCESS', null);
    endWorkflow(sim, task, job.warnings.length > 0 ? 'FINISHED_WITH_WARNINGS' : 'FINISHED');
  }
}

/** A step has failed: so has the restore. */
export function restoreFailed(sim: Simulation, task: Task, message: string): void {
  mountFailed(sim, task);
  endJob(sim, task, 'FAILED', message);
  endWorkflow(sim, task, 'FAILED');
}

/** A step was cancelled: no further one follows, the job ends FAILED with the text of the cancel (14.7). */
export function restoreCancelled(sim: Simulation, task: Task, statusInfo: string): void {
  mountFailed(sim, task);
  endJob(sim, task, 'FAILED', statusInfo);
  endWorkflow(sim, task, 'CANCELLED');
}

/** Makes the first step of every restore known to the engine. */
export function defineRestoreWork(): void {
  defineWorker('RESTORE', {
    begin: beginRestore,
    finished: restoreFinished,
    failed: restoreFailed,
    cancelled: restoreCancelled,
  });
}
