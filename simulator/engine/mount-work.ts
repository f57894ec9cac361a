import type { Task, WorkPlan } from '@/simulator/model/task';

import { armUnmount, mountOf } from './mount-state';
import { durationOf, endJob, jobOf, planStep, restoreCancelled, restoreFailed } from './restore-work';
import type { Simulation } from './simulation';
import { endWorkflow } from './submit-backup';
import { defineWorker, planWork } from './work-plan';

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
  armUnmount(sim, mount);
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

/** An unmount that fails or is cancelled leaves the mount as it was; one whose time is up is tried again. */
function unmountFailed(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  if (mount?.unmountAt == null || mount.unmountAt > sim.timeline.now) return;
  mount.unmountAt = sim.timeline.now + RETRY_MS;
  armUnmount(sim, mount);
}

/** Makes mount and unmount known to the engine. */
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
