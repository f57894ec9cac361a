import { wasSuccessful } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Task, WorkPlan } from '@/simulator/model/task';
import { pick } from '@/simulator/random';
import { includedDisks } from './disks';
import { hasIncrementalSchedule, incrementalParent, supportsIncremental } from './backup-files';
import type { Simulation } from './simulation';
import { endWorkflow } from './submit-work';
import { createFollowUp, failTask } from './task-lifecycle';
import { defineWorker, planWork, shiftOrder } from './work-plan';
import type { NextWork } from './work-plan';

/** Neutral texts: real ones are not documented (14.15). */
export const FAILURES = [
  'Snapshot of the virtual machine could not be created',
  'Connection to the hypervisor was lost during data transfer',
  'Not enough space in staging',
  'Virtual disk could not be attached to the node',
] as const;

interface Part {
  backup: Backup;
  machine: Machine | undefined;
}

function partOf(sim: Simulation, task: Task): Part | undefined {
  const backup = task.backupGuid === null ? undefined : sim.world.backups.get(task.backupGuid);
  return backup === undefined ? undefined : { backup, machine: sim.world.machines.get(backup.machineGuid) };
}

/** The order of a test for this backup, for export, store and retries. */
function orderOf(sim: Simulation, backup: Backup): NextWork {
  return sim.nextWork.get(backup.guid)?.[0] ?? {};
}

function takeOrder(sim: Simulation, backup: Backup): void {
  if (sim.nextWork.has(backup.guid)) return;
  const order = shiftOrder(sim.nextWork, backup.machineGuid);
  if (order !== undefined) sim.nextWork.set(backup.guid, [order]);
}

function beginExport(sim: Simulation, task: Task): WorkPlan | string {
  const part = partOf(sim, task);
  if (part?.machine === undefined) return 'Virtual machine does not exist';
  const { backup, machine } = part;
  const now = sim.timeline.now;
  backup.status = 'INPROGRESS';
  backup.statusInfo = null;
  backup.nodeGuid = task.nodeGuid;
  backup.times.queuedExport = now - task.createdAt;
  if (!machine.present) return 'Virtual machine is not present';
  if (task.destinationGuid === null) return 'Backup destination is not assigned to the rule';
  const destination = sim.world.destinations.get(task.destinationGuid);
  if (destination?.nodeConfigGuids.includes(task.nodeConfigGuid) !== true)
    return 'Backup destination is not assigned to node configuration';
  takeOrder(sim, backup);
  const order = orderOf(sim, backup);
  if (order.removeSnapshot === true) machine.lastStoredSnapshot = null;
  decideType(sim, task, backup, machine);
  backup.snapshotTime = now;
  backup.disks = includedDisks(sim, machine);
  backup.size = sizeOf(sim, backup, machine);
  const share = backup.type === 'INCREMENTAL' ? 0.9 : 1;
  return planOf(
    sim,
    machine.exportMs * share,
    order.fail === 'export' ? order : { stallMs: order.stallMs, atPercent: order.atPercent },
    randomFailure(sim, task),
  );
}

/** An INCREMENTAL that is not possible becomes FULL silently (14.5, 13.40). */
function decideType(sim: Simulation, task: Task, backup: Backup, machine: Machine): void {
  const possible =
    task.backupType === 'INCREMENTAL' &&
    supportsIncremental(sim.world, machine) &&
    hasIncrementalSchedule(sim.world, machine);
  const parent = possible ? incrementalParent(sim.world, machine) : undefined;
  backup.type = parent === undefined ? 'FULL' : 'INCREMENTAL';
  backup.parentGuid = parent?.guid ?? null;
}

function sizeOf(sim: Simulation, backup: Backup, machine: Machine): number {
  const share = backup.type === 'INCREMENTAL' ? 0.01 + sim.random() * 0.04 : 0.45 + sim.random() * 0.02;
  return Math.round(machine.usedBytes * share);
}

function randomFailure(sim: Simulation, task: Task): string | null {
  if (task.origin.type !== 'SCHEDULE' || task.type !== 'EXPORT') return null;
  return sim.random() < sim.behaviour.scheduledFailureRate ? pick(sim.random, FAILURES) : null;
}

function planOf(sim: Simulation, durationMs: number, order: NextWork, bySelf: string | null): WorkPlan {
  const failing = order.fail !== undefined || bySelf !== null;
  const message = failing ? (order.message ?? bySelf ?? pick(sim.random, FAILURES)) : '';
  return planWork(sim, durationMs, { failing, message, atPercent: order.atPercent, stallMs: order.stallMs });
}

function exportFinished(sim: Simulation, task: Task): void {
  const part = partOf(sim, task);
  if (part === undefined) return;
  part.backup.times.export = (task.finishTime ?? 0) - (task.startTime ?? 0);
  const workflow = task.workflowGuid === null ? undefined : sim.world.workflows.get(task.workflowGuid);
  if (workflow !== undefined) workflow.step = 'STORE';
  createNextOfRun(sim, task, {
    type: 'STORE',
    boundNodeGuid: task.nodeGuid,
    parentTaskGuid: task.guid,
    retryCount: retriesOf(sim, task),
  });
}

function retriesOf(sim: Simulation, task: Task): number {
  const policyGuid = task.runGuid === null ? null : (sim.world.runs.get(task.runGuid)?.policyGuid ?? null);
  return policyGuid === null
    ? task.retryCount
    : (sim.world.policies.get(policyGuid)?.backupRetryCount ?? task.retryCount);
}

function createNextOfRun(sim: Simulation, task: Task, changes: Partial<Task>): void {
  const next = createFollowUp(sim, task, changes);
  if (next.runGuid !== null) sim.world.runs.get(next.runGuid)?.taskGuids.push(next.guid);
}

function beginStore(sim: Simulation, task: Task): WorkPlan | string {
  const part = partOf(sim, task);
  if (part === undefined) return 'Backup does not exist';
  const { backup, machine } = part;
  const order = task.role === 'PRIMARY' ? orderOf(sim, backup) : {};
  if (task.role === 'PRIMARY') {
    backup.times.queuedStore = sim.timeline.now - task.createdAt;
    backup.status = 'INPROGRESS';
    if (!backup.locations.some((location) => location.role === 'PRIMARY') && task.destinationGuid !== null) {
      backup.locations.push({
        role: 'PRIMARY',
        destinationGuid: task.destinationGuid,
        status: 'IN_PROGRESS',
        statusInfo: null,
        retentionHint: 'STANDARD_RETENTION',
      });
    }
  }
  if (sim.world.destinations.get(task.destinationGuid ?? '')?.full === true)
    return 'Not enough space in backup destination';
  const share = backup.type === 'INCREMENTAL' ? 0.9 : 1;
  return planOf(sim, (machine?.storeMs ?? 8000) * share, order.fail === 'store' ? order : {}, null);
}

function storeFinished(sim: Simulation, task: Task): void {
  const part = partOf(sim, task);
  if (part === undefined) return;
  const { backup, machine } = part;
  const location = backup.locations.find(({ role }) => role === task.role);
  if (location !== undefined) Object.assign(location, { status: 'PRESENT', statusInfo: null });
  const destination = sim.world.destinations.get(task.destinationGuid ?? '');
  if (destination !== undefined) destination.usedBytes += backup.size;
  if (task.role === 'SECONDARY') {
    endWorkflow(sim, task, 'FINISHED');
    return;
  }
  const order = orderOf(sim, backup);
  sim.nextWork.delete(backup.guid);
  backup.times.store = (task.finishTime ?? 0) - (task.startTime ?? 0);
  backup.backupTime = task.finishTime;
  backup.status = order.partial === true ? 'PARTIAL_SUCCESS' : 'SUCCESS';
  backup.statusInfo = null;
  if (order.warning !== undefined) backup.warnings = [order.warning];
  else if (order.partial === true) backup.warnings = ['Some disks could not be read and are missing in this backup'];
  if (machine !== undefined) recordSuccess(sim, machine, backup);
  endWorkflow(sim, task, backup.warnings.length > 0 ? 'FINISHED_WITH_WARNINGS' : 'FINISHED');
}

function recordSuccess(sim: Simulation, machine: Machine, backup: Backup): void {
  machine.lastBackup = backup.backupTime;
  machine.lastSuccessfulSize = backup.size;
  if (backup.type === 'INCREMENTAL') machine.lastIncGuid = backup.guid;
  else machine.lastFullGuid = backup.guid;
  const keep = machine.present && supportsIncremental(sim.world, machine) && hasIncrementalSchedule(sim.world, machine);
  machine.lastStoredSnapshot = keep
    ? { guid: sim.newGuid(), snapshotTime: backup.snapshotTime ?? sim.timeline.now, backupGuid: backup.guid }
    : null;
}

function workFailed(sim: Simulation, task: Task, message: string, neverStarted: boolean): void {
  const part = partOf(sim, task);
  if (part === undefined) return;
  if (!neverStarted && task.retryCount > 0) {
    createNextOfRun(sim, task, { retryCount: task.retryCount - 1, parentTaskGuid: task.parentTaskGuid });
    part.backup.status = 'INPROGRESS';
  } else failBackup(sim, task, part.backup, message, 'FAILED');
  noteFailure(sim, task);
}

function failBackup(
  sim: Simulation,
  task: Task,
  backup: Backup,
  message: string,
  workflow: 'FAILED' | 'CANCELLED',
): void {
  endWorkflow(sim, task, workflow);
  const location = backup.locations.find(({ role }) => role === task.role);
  if (location?.status === 'IN_PROGRESS') Object.assign(location, { status: 'FAILED', statusInfo: message });
  if (task.role === 'SECONDARY' || wasSuccessful(backup)) return;
  backup.status = 'FAILED';
  backup.statusInfo = message;
  sim.nextWork.delete(backup.guid);
}

function workCancelled(sim: Simulation, task: Task, statusInfo: string): void {
  const part = partOf(sim, task);
  if (part !== undefined) failBackup(sim, task, part.backup, statusInfo, 'CANCELLED');
}

/** Registers export and store with the engine. */
export function defineBackupWork(): void {
  defineWorker('EXPORT', {
    begin: beginExport,
    finished: exportFinished,
    failed: workFailed,
    cancelled: workCancelled,
  });
  defineWorker('STORE', { begin: beginStore, finished: storeFinished, failed: workFailed, cancelled: workCancelled });
}

/** Counts a failed export or store of a run and, once the policy's threshold is passed, fails what of it still waits (14.6). */
function noteFailure(sim: Simulation, task: Task): void {
  const run = task.runGuid === null ? undefined : sim.world.runs.get(task.runGuid);
  const policy = run === undefined || run.policyGuid === null ? undefined : sim.world.policies.get(run.policyGuid);
  if (run === undefined || policy === undefined) return;
  const isExport = task.type === 'EXPORT';
  if (isExport) run.failedExports += 1;
  else run.failedStores += 1;
  const threshold = isExport ? policy.failExportThreshold : policy.failStoreThreshold;
  const failed = isExport ? run.failedExports : run.failedStores;
  if (threshold === null || threshold >= 100 || (failed / run.total) * 100 <= threshold) return;
  if (isExport ? run.exportsGivenUp : run.storesGivenUp) return;
  if (isExport) run.exportsGivenUp = true;
  else run.storesGivenUp = true;
  for (const guid of run.taskGuids) {
    const other = sim.world.tasks.get(guid);
    if (other?.state === 'QUEUED' && other.type === task.type)
      failTask(sim, other, `More than ${String(threshold)} % of the tasks of this run have failed`);
  }
}
