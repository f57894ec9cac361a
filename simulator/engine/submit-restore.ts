import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import type { RestoreJob, RestoreOrder, RestoreType } from '@/simulator/model/restore-job';
import type { Task } from '@/simulator/model/task';

import type { Simulation } from './simulation';
import { machineFields, nodeConfigOf, startWorkflow } from './submit-backup';
import { createTask } from './task-lifecycle';

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
