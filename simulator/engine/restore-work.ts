import type { MountedBackup, RestoreJob } from '@/simulator/model/restore-job';
import type { Origin } from '@/simulator/model/platform';
import { SYSTEM_ORIGIN } from '@/simulator/model/platform';
import type { TaskType, Task, WorkPlan } from '@/simulator/model/task';
import type { Backup } from '@/simulator/model/backup';
import type { Simulation } from './simulation';
import { endWorkflow, machineFields, nodeConfigOf } from './submit-work';
import { createFollowUp, createTask } from './task-lifecycle';
import type { NextRestore } from './work-plan';
import { defineWorker, planWork, shiftOrder } from './work-plan';
import { chainLength, whyNotRestorable } from './backup-files';

/** The mounted backup that a task works on. */
export function mountOf(sim: Simulation, task: Task): MountedBackup | undefined {
  return sim.world.mounts.get(task.restore?.mountGuid ?? '');
}

/** A mount in preparation will not exist; a ready one stays. */
export function mountFailed(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  sim.nextRestore.delete(mount?.guid ?? '');
  if (mount?.state !== 'PREPARING') return;
  mount.state = 'FAILED';
  mount.endedAt = sim.timeline.now;
}

/** The MOUNT or UNMOUNT tasks of a mount that wait or run. */
export function liveMountTasks(sim: Simulation, mount: MountedBackup): Task[] {
  return [...sim.world.liveTasks].filter(({ restore }) => restore?.mountGuid === mount.guid);
}

/** A MOUNT or UNMOUNT task for a mount that exists; bound to the node that holds its files. */
export function submitMountTask(
  sim: Simulation,
  mount: MountedBackup,
  type: TaskType & ('MOUNT' | 'UNMOUNT'),
  origin: Origin,
): Task {
  const machine = sim.world.machines.get(mount.machineGuid);
  const node = sim.world.nodes.get(mount.nodeGuid ?? '');
  return createTask(sim, {
    type,
    nodeConfigGuid: node?.nodeConfigGuid ?? (machine === undefined ? '' : nodeConfigOf(sim, machine)),
    boundNodeGuid: node?.guid ?? null,
    origin,
    ...(machine === undefined
      ? { machineName: mount.machineName, projectGuid: mount.projectGuid }
      : machineFields(machine)),
    backupGuid: mount.backupGuid,
    restore: { type: 'RESTORE_AND_MOUNT', jobGuid: null, mountGuid: mount.guid, powerOn: null, result: null },
  });
}

/** Plans the automatic unmount; void once the mount has ended or was extended. */
export function planUnmount(sim: Simulation, mount: MountedBackup): void {
  const { unmountAt } = mount;
  if (mount.state !== 'RUNNING' || unmountAt === null) return;
  sim.timeline.at(unmountAt, () => {
    const due = mount.state === 'RUNNING' && mount.unmountAt === unmountAt && sim.world.mounts.has(mount.guid);
    if (due && !liveMountTasks(sim, mount).some(({ type }) => type === 'UNMOUNT'))
      submitMountTask(sim, mount, 'UNMOUNT', SYSTEM_ORIGIN);
  });
}

const CENTURY_MS = 3_155_760_000_000;

/** The job that a task works for. */
export function jobOf(sim: Simulation, task: Task): RestoreJob | undefined {
  return sim.world.restoreJobs.get(task.restore?.jobGuid ?? '');
}

/** The order of a test for this restore, from its first task to its last. */
export function restoreOrderOf(sim: Simulation, task: Task): NextRestore {
  const key = task.restore?.jobGuid ?? task.restore?.mountGuid ?? task.guid;
  const own = sim.nextRestore.get(key)?.[0];
  if (own !== undefined) return own;
  const order = shiftOrder(sim.nextRestore, task.machineGuid ?? '');
  // The absence of an order is stored too: later orders are for the next restore.
  sim.nextRestore.set(key, [order ?? {}]);
  return order ?? {};
}

/** The plan of one step of a restore: it fails, stalls or never ends as ordered by a test. */
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

/** Ends the job; the machine that was backed up shows the result. */
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
  const workflow = sim.world.workflows.get(task.workflowGuid ?? '');
  if (workflow !== undefined) workflow.step = type;
  return createFollowUp(sim, task, {
    type,
    destinationGuid: null,
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

/** Registers the first step of every restore with the engine. */
export function defineRestoreWork(): void {
  defineWorker('RESTORE', {
    begin: beginRestore,
    finished: restoreFinished,
    failed: restoreFailed,
    cancelled: restoreCancelled,
  });
}

const MOUNT_MS = 5000;
const UNMOUNT_MS = 2500;
const RETRY_MS = 600_000;

function beginMount(sim: Simulation, task: Task): WorkPlan | string {
  const job = jobOf(sim, task);
  if (job !== undefined) job.queuedMountMs = sim.timeline.now - task.createdAt;
  if (mountOf(sim, task) === undefined) return 'Mounted backup does not exist';
  return planStep(sim, task, 'mount', MOUNT_MS, 'File system could not be mounted');
}

function mountFinished(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  if (mount === undefined) return;
  sim.nextRestore.delete(mount.guid);
  Object.assign(mount, {
    state: 'RUNNING',
    nodeGuid: task.nodeGuid,
    unmountAt: sim.timeline.now + mount.durationMs,
    endedAt: null,
  });
  planUnmount(sim, mount);
  const job = jobOf(sim, task);
  if (job !== undefined) job.mountMs = durationOf(task);
  endJob(sim, task, 'SUCCESS', null);
  endWorkflow(sim, task, 'FINISHED');
}

function beginUnmount(sim: Simulation, task: Task): WorkPlan | string {
  if (mountOf(sim, task)?.state !== 'RUNNING') return 'Backup is not mounted';
  return planWork(sim, UNMOUNT_MS, { failing: false, message: '' });
}

function unmountFinished(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  if (mount !== undefined) Object.assign(mount, { state: 'UNMOUNTED', unmountAt: null, endedAt: sim.timeline.now });
}

/** An unmount that fails or is cancelled leaves the mount as it was; an automatic one is retried. */
function unmountFailed(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  if (mount?.unmountAt == null || mount.unmountAt > sim.timeline.now) return;
  mount.unmountAt = sim.timeline.now + RETRY_MS;
  planUnmount(sim, mount);
}

/** Registers mount and unmount with the engine. */
export function defineMountWork(): void {
  defineWorker('MOUNT', {
    begin: beginMount,
    finished: mountFinished,
    failed: restoreFailed,
    cancelled: restoreCancelled,
  });
  defineWorker('UNMOUNT', {
    begin: beginUnmount,
    finished: unmountFinished,
    failed: unmountFailed,
    cancelled: unmountFailed,
  });
}
