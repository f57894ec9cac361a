import { HOUR } from './timeline';
import { isLive } from '@/simulator/model/task';
import type { Task, TaskState, TaskType, Workflow, WorkPlan } from '@/simulator/model/task';

import { progressOf, workerOf } from './work-plan';
import type { Simulation } from './simulation';
import type { SlotClass, SlotLimits } from './work-queue';

/** The engine notices a cancel this much later (14.7). */
const CLEAN_UP_MS = 1500;
const SLOT_CLASSES: readonly SlotClass[] = ['export', 'store', 'restore', 'inventory', 'other'];
export const WINDOW_MISSED = 'Task was not started within its time window';

/** How long a task of a type waits for its start when nobody says: 5 h for export and store, 1 h otherwise (14.3). */
export function defaultWindowMs(type: TaskType): number {
  return type === 'EXPORT' || type === 'STORE' ? 5 * HOUR : HOUR;
}

type GivenField = 'type' | 'nodeConfigGuid' | 'origin';

/** Queues a task. Defaults are those of section 14.3. */
export function createTask(sim: Simulation, given: Pick<Task, GivenField> & Partial<Task>): Task {
  const now = sim.timeline.now;
  const windowStart = given.windowStart ?? now;
  sim.world.taskOrder += 1;
  const task: Task = {
    guid: sim.newGuid(),
    order: sim.world.taskOrder,
    state: 'QUEUED',
    createdAt: now,
    windowEnd: windowStart + defaultWindowMs(given.type),
    startTime: null,
    finishTime: null,
    progress: 0,
    progressChange: null,
    plan: null,
    statusInfo: null,
    priority: 50,
    retryCount: 0,
    machineGuid: null,
    machineName: null,
    projectGuid: null,
    backupGuid: null,
    backupType: null,
    destinationGuid: null,
    role: 'PRIMARY',
    hypervisorGuid: null,
    managerGuid: null,
    boundNodeGuid: null,
    nodeGuid: null,
    holdsSlot: false,
    scheduleGuid: null,
    parentTaskGuid: null,
    workflowGuid: null,
    runGuid: null,
    restore: null,
    ...given,
    windowStart,
  };
  sim.world.addTask(task);
  planStart(sim, task);
  return task;
}

/** A task that goes on where `task` ended, for the same machine, backup and workflow: its next step or its next attempt. */
export function createFollowUp(sim: Simulation, task: Task, changes: Partial<Task>): Task {
  const { type, nodeConfigGuid, boundNodeGuid, origin, priority, role, restore } = task;
  const { machineGuid, machineName, projectGuid, hypervisorGuid, managerGuid } = task;
  const { backupGuid, backupType, destinationGuid, scheduleGuid, workflowGuid, runGuid } = task;
  return createTask(sim, {
    ...{ type, nodeConfigGuid, boundNodeGuid, origin, priority, role },
    ...{ machineGuid, machineName, projectGuid, hypervisorGuid, managerGuid },
    ...{ backupGuid, backupType, destinationGuid, scheduleGuid, workflowGuid, runGuid },
    restore: restore === null ? null : { ...restore },
    ...changes,
  });
}

function planStart(sim: Simulation, task: Task): void {
  const eligible = Math.max(task.windowStart, task.createdAt + sim.behaviour.pickupMs / sim.workSpeed);
  sim.timeline.at(eligible, () => {
    if (task.state === 'QUEUED') sim.queue.enqueue(task);
  });
  sim.timeline.at(task.windowEnd, () => {
    if (task.state === 'QUEUED') failTask(sim, task, WINDOW_MISSED);
  });
}

/** Continues a task that was read from a state file. */
export function resumeTask(sim: Simulation, task: Task): void {
  if (task.state === 'QUEUED') planStart(sim, task);
  if (task.state === 'RUNNING' || task.holdsSlot) sim.queue.occupy(task);
  if (task.state === 'RUNNING' && task.plan !== null) planEnd(sim, task, task.plan);
  if (task.holdsSlot) planCleanUp(sim, task);
}

/** Starts everything that slots, nodes and staging space allow now; if not thorough, only where the queue has been touched. */
export function dispatch(sim: Simulation, thorough: boolean): void {
  const touched = sim.queue.takeTouched();
  if (!thorough && touched.size === 0) return;
  for (const node of sim.world.nodes.values()) {
    if (node.down || !(thorough || touched.has(node.nodeConfigGuid)) || !sim.queue.hasReady(node.nodeConfigGuid))
      continue;
    for (const kind of SLOT_CLASSES) {
      if (node.stagingFull && (kind === 'export' || kind === 'restore')) continue;
      const limits = limitsOf(sim, kind);
      for (;;) {
        const task = sim.queue.take(node.nodeConfigGuid, node.guid, kind, limits);
        if (task === undefined) break;
        beginTask(sim, task, node.guid);
      }
    }
  }
}

function limitsOf(sim: Simulation, kind: SlotClass): SlotLimits {
  const { behaviour } = sim;
  if (kind === 'export') return { perNode: behaviour.exportSlotsPerNode, perSource: behaviour.exportSlotsPerSource };
  const perNode = {
    store: behaviour.storeSlotsPerNode,
    restore: behaviour.restoreSlotsPerNode,
    inventory: 1,
    other: 3,
  }[kind];
  return { perNode, perSource: perNode };
}

function beginTask(sim: Simulation, task: Task, nodeGuid: string): void {
  const now = sim.timeline.now;
  task.nodeGuid = nodeGuid;
  task.startTime = now;
  task.progressChange = now;
  setState(sim, task, 'RUNNING');
  sim.queue.occupy(task);
  const plan = workerOf(task.type).begin(sim, task);
  replan(sim, task, typeof plan === 'string' ? { curve: [[now, 0]], outcome: 'fail', message: plan } : plan);
}

/** Gives a running task another future, beginning now. */
export function replan(sim: Simulation, task: Task, plan: WorkPlan): void {
  task.plan = plan;
  planEnd(sim, task, plan);
}

function planEnd(sim: Simulation, task: Task, plan: WorkPlan): void {
  const end = plan.curve.at(-1)?.[0] ?? sim.timeline.now;
  sim.timeline.at(end, () => {
    if (task.state !== 'RUNNING' || task.plan !== plan) return;
    if (plan.outcome === 'finish') finishTask(sim, task);
    else failTask(sim, task, plan.message ?? 'Task failed');
  });
}

/** Ends a running task successfully. */
export function finishTask(sim: Simulation, task: Task): void {
  close(sim, task, 'FINISHED', 100);
  workerOf(task.type).finished(sim, task);
}

/** Ends a task with a failure, also one that never started. */
export function failTask(sim: Simulation, task: Task, message: string): void {
  const neverStarted = task.startTime === null;
  task.statusInfo = message;
  close(sim, task, 'FAILED', progressOf(task, sim.timeline.now));
  workerOf(task.type).failed(sim, task, message, neverStarted);
}

/**
 * Cancels a live task: the record says so at once, a running one releases its slot and its backup a little later
 * (14.7).
 */
export function cancelTask(sim: Simulation, task: Task, statusInfo: string): void {
  const wasRunning = task.state === 'RUNNING';
  const now = sim.timeline.now;
  task.statusInfo = statusInfo;
  task.progress = progressOf(task, now);
  task.finishTime = now;
  task.progressChange = now;
  setState(sim, task, 'CANCELLED');
  if (wasRunning) {
    task.holdsSlot = true;
    planCleanUp(sim, task);
  } else workerOf(task.type).cancelled(sim, task, statusInfo);
}

function planCleanUp(sim: Simulation, task: Task): void {
  sim.timeline.at(sim.timeline.now + CLEAN_UP_MS / sim.workSpeed, () => cleanUp(sim, task));
}

function cleanUp(sim: Simulation, task: Task): void {
  if (!task.holdsSlot) return;
  task.holdsSlot = false;
  sim.queue.release(task);
  workerOf(task.type).cancelled(sim, task, task.statusInfo ?? 'Canceled by user');
}

/** DELETE of a task: a live one is cancelled (and, if only queued, removed), an ended one is removed. */
export function deleteTask(sim: Simulation, task: Task): void {
  if (task.state === 'RUNNING') {
    cancelTask(sim, task, 'Canceled by user');
    return;
  }
  if (task.state === 'QUEUED') cancelTask(sim, task, 'Canceled by user');
  cleanUp(sim, task);
  sim.world.removeTask(task);
  const workflow = sim.world.workflows.get(task.workflowGuid ?? '');
  if (workflow !== undefined) dropIfEmpty(sim, workflow);
}

/** A workflow is removed with its last task, once it has ended. */
function dropIfEmpty(sim: Simulation, { guid, finishTime }: Workflow, before = Number.POSITIVE_INFINITY): void {
  if (finishTime !== null && finishTime < before && sim.world.tasksOfWorkflow(guid).size === 0)
    sim.world.workflows.delete(guid);
}

/** Removes the tasks that have ended, all or those before a moment, and workflows without tasks. */
export function purgeEnded(sim: Simulation, before = Number.POSITIVE_INFINITY): number {
  let purged = 0;
  for (const task of sim.world.tasks.values()) {
    if (isLive(task) || task.holdsSlot || (task.finishTime ?? 0) >= before) continue;
    sim.world.removeTask(task);
    purged += 1;
  }
  for (const workflow of sim.world.workflows.values()) dropIfEmpty(sim, workflow, before);
  return purged;
}

function close(sim: Simulation, task: Task, state: TaskState, progress: number): void {
  const started = task.state === 'RUNNING';
  task.progress = progress;
  task.finishTime = sim.timeline.now;
  task.progressChange = sim.timeline.now;
  task.plan = null;
  setState(sim, task, state);
  if (started) sim.queue.release(task);
}

function setState(sim: Simulation, task: Task, state: TaskState): void {
  task.state = state;
  sim.world.taskChanged(task);
}
