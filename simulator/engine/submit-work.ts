import type { BackupType, Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import { SYSTEM_ORIGIN } from '@/simulator/model/platform';
import type { Run, Task, Workflow } from '@/simulator/model/task';
import type { RestoreJob, RestoreOrder, RestoreType } from '@/simulator/model/restore-job';
import type { Simulation } from './simulation';
import { createTask } from './task-lifecycle';
import type { Worker } from './work-plan';

export interface BackupOrder {
  type: BackupType;
  ruleGuid: string | null;
  destinationGuid: string | null;
  priority: number;
  windowStart?: number | undefined;
  windowEnd?: number | undefined;
  retryCount: number;
  origin: Origin;
  scheduleGuid: string | null;
  run: Run;
}

/** A run: the exports that one request or one firing starts together. */
export function startRun(sim: Simulation, policyGuid: string | null): Run {
  const run: Run = {
    guid: sim.newGuid(),
    policyGuid,
    total: 0,
    failedExports: 0,
    failedStores: 0,
    exportsGivenUp: false,
    storesGivenUp: false,
    taskGuids: [],
  };
  sim.world.runs.set(run.guid, run);
  return run;
}

/** The node configuration that serves a machine. */
export function nodeConfigOf(sim: Simulation, machine: Machine): string {
  const { world } = sim;
  const manager = machine.managerGuid === null ? undefined : world.managers.get(machine.managerGuid);
  const hypervisor = machine.hypervisorGuid === null ? undefined : world.hypervisors.get(machine.hypervisorGuid);
  return manager?.nodeConfigGuid ?? hypervisor?.nodeConfigGuid ?? [...world.nodeConfigs.keys()][0] ?? '';
}

/** One EXPORT task and one backup entry, both QUEUED (14.1, step 1). */
export function submitBackup(sim: Simulation, machine: Machine, order: BackupOrder): Task {
  const { world, timeline } = sim;
  const backup: Backup = {
    guid: sim.newGuid(),
    machineGuid: machine.guid,
    machineName: machine.name,
    createdAt: timeline.now,
    status: 'QUEUED',
    statusInfo: null,
    type: order.type,
    snapshotTime: null,
    backupTime: null,
    size: 0,
    parentGuid: null,
    ruleGuid: order.ruleGuid,
    policyGuid: order.ruleGuid === null ? null : (world.rules.get(order.ruleGuid)?.policyGuid ?? null),
    projectGuid: machine.projectGuid,
    origin: order.origin,
    warnings: [],
    warningsAcknowledged: false,
    description: null,
    times: { queuedExport: null, export: null, queuedStore: null, store: null },
    locations: [],
    nodeGuid: null,
    hypervisorGuid: machine.hypervisorGuid,
    managerGuid: machine.managerGuid,
  };
  world.addBackup(backup);
  const workflow = startWorkflow(sim, machine, {
    definition: 'BACKUP',
    step: 'EXPORT',
    destinationGuid: order.destinationGuid,
    origin: order.origin,
    priority: order.priority,
  });
  const task = createTask(sim, {
    type: 'EXPORT',
    nodeConfigGuid: nodeConfigOf(sim, machine),
    origin: order.origin,
    priority: order.priority,
    retryCount: order.retryCount,
    ...(order.windowStart === undefined ? {} : { windowStart: order.windowStart }),
    ...(order.windowEnd === undefined ? {} : { windowEnd: order.windowEnd }),
    ...machineFields(machine),
    backupGuid: backup.guid,
    backupType: order.type,
    destinationGuid: order.destinationGuid,
    scheduleGuid: order.scheduleGuid,
    workflowGuid: workflow.guid,
    runGuid: order.run.guid,
  });
  order.run.total += 1;
  order.run.taskGuids.push(task.guid);
  return task;
}

/** A further copy of a good backup to the rule's secondary destination (14.1, step 5). */
export function submitCopy(
  sim: Simulation,
  machine: Machine,
  backup: Backup,
  destinationGuid: string,
  order: Pick<BackupOrder, 'origin' | 'priority' | 'scheduleGuid'> & { windowEnd: number },
): Task {
  const workflow = startWorkflow(sim, machine, {
    definition: 'COPY',
    step: 'STORE',
    destinationGuid,
    origin: order.origin,
    priority: order.priority,
  });
  backup.locations.push({
    role: 'SECONDARY',
    destinationGuid,
    status: 'IN_PROGRESS',
    statusInfo: null,
    retentionHint: 'STANDARD_RETENTION',
  });
  return createTask(sim, {
    type: 'STORE',
    role: 'SECONDARY',
    nodeConfigGuid: nodeConfigOf(sim, machine),
    origin: order.origin,
    priority: order.priority,
    windowEnd: order.windowEnd,
    ...machineFields(machine),
    backupGuid: backup.guid,
    backupType: 'SYNCHRONIZATION',
    destinationGuid,
    scheduleGuid: order.scheduleGuid,
    workflowGuid: workflow.guid,
  });
}

/** A DELETE task: removes the machine's record and its backups (3.3). */
export function submitDelete(sim: Simulation, machine: Machine): Task {
  const workflow = startWorkflow(sim, machine, {
    definition: 'DELETE',
    step: 'DELETE',
    destinationGuid: null,
    origin: SYSTEM_ORIGIN,
    priority: 50,
  });
  return createTask(sim, {
    type: 'DELETE',
    nodeConfigGuid: nodeConfigOf(sim, machine),
    origin: SYSTEM_ORIGIN,
    ...machineFields(machine),
    workflowGuid: workflow.guid,
  });
}

type MachineFields = Pick<Task, 'machineGuid' | 'machineName' | 'projectGuid' | 'hypervisorGuid' | 'managerGuid'>;

/** The fields by which a task names its machine. */
export function machineFields(machine: Machine): MachineFields {
  return {
    machineGuid: machine.guid,
    machineName: machine.name,
    projectGuid: machine.projectGuid,
    hypervisorGuid: machine.hypervisorGuid,
    managerGuid: machine.managerGuid,
  };
}

type WorkflowStart = Pick<Workflow, 'definition' | 'step' | 'origin' | 'priority'> & { destinationGuid: string | null };

/** What the tasks of one order have in common (5.4). */
export function startWorkflow(sim: Simulation, machine: Machine, start: WorkflowStart): Workflow {
  const workflow: Workflow = {
    guid: sim.newGuid(),
    state: 'RUNNING',
    definition: start.definition,
    step: start.step,
    machineGuid: machine.guid,
    machineName: machine.name,
    destinationGuids: start.destinationGuid === null ? [] : [start.destinationGuid],
    origin: start.origin,
    priority: start.priority,
    startTime: sim.timeline.now,
    finishTime: null,
  };
  sim.world.workflows.set(workflow.guid, workflow);
  return workflow;
}

/** Ends a workflow, if the task belongs to one that still runs. */
export function endWorkflow(sim: Simulation, task: Task, state: Workflow['state']): void {
  const workflow = task.workflowGuid === null ? undefined : sim.world.workflows.get(task.workflowGuid);
  if (workflow?.finishTime !== null) return;
  workflow.state = state;
  workflow.finishTime = sim.timeline.now;
}

/** For work of one step without clean-up: its workflow ends as it does. */
export const workflowEnds: Pick<Worker, 'failed' | 'cancelled'> = {
  failed: (sim, task) => endWorkflow(sim, task, 'FAILED'),
  cancelled: (sim, task) => endWorkflow(sim, task, 'CANCELLED'),
};

export interface RestoreSubmission {
  type: RestoreType;
  order: RestoreOrder;
  origin: Origin;
  nodeGuid: string | null;
  powerOn: boolean | null;
  /** What the request itself named as restored machine; only the first plug-in did. */
  named: { guid: string; name: string } | null;
}

/** The node configuration that serves the target of an import, else the machine's. */
function nodeConfigFor(sim: Simulation, machine: Machine, { order, nodeGuid }: RestoreSubmission): string {
  const { world } = sim;
  const node = world.nodes.get(nodeGuid ?? '');
  const manager = world.managers.get(order.target?.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(order.target?.hypervisorGuid ?? '');
  return node?.nodeConfigGuid ?? manager?.nodeConfigGuid ?? hypervisor?.nodeConfigGuid ?? nodeConfigOf(sim, machine);
}

/** One RESTORE task and one restore job, both QUEUED (14.2). */
export function submitRestore(sim: Simulation, machine: Machine, backup: Backup, submission: RestoreSubmission): Task {
  const { type, order, origin } = submission;
  const job: RestoreJob = {
    guid: sim.newGuid(),
    restoreTime: sim.timeline.now,
    backupGuid: backup.guid,
    machineGuid: machine.guid,
    machineName: machine.name,
    status: 'QUEUED',
    statusInfo: null,
    restoreType: type,
    queuedRestoreMs: null,
    restoreMs: null,
    queuedImportMs: null,
    importMs: null,
    queuedMountMs: null,
    mountMs: null,
    warnings: [],
    origin,
    order,
  };
  sim.world.restoreJobs.set(job.guid, job);
  machine.restoreStatus = job.status;
  const { destinationGuid, priority } = order;
  const workflow = startWorkflow(sim, machine, {
    definition: 'RESTORE',
    step: 'RESTORE',
    destinationGuid,
    origin,
    priority,
  });
  return createTask(sim, {
    type: 'RESTORE',
    nodeConfigGuid: nodeConfigFor(sim, machine, submission),
    boundNodeGuid: submission.nodeGuid,
    origin,
    priority,
    ...machineFields(machine),
    hypervisorGuid: order.target === null ? machine.hypervisorGuid : order.target.hypervisorGuid,
    managerGuid: order.target === null ? machine.managerGuid : order.target.managerGuid,
    backupGuid: backup.guid,
    destinationGuid,
    workflowGuid: workflow.guid,
    restore: {
      type,
      jobGuid: job.guid,
      mountGuid: order.mountGuid,
      powerOn: submission.powerOn,
      result: submission.named,
    },
  });
}
