import { progressChangeOf, progressOf } from '@/simulator/engine/work-plan';
import type { Task } from '@/simulator/model/task';

import type { Call } from './call';
import { backupName, nameOf } from './names';
import type { NameAndGuid } from './wire';

/** TaskDetails (11.3); lists carry the same. */
export function taskRecord({ sim, wire }: Call, task: Task): Record<string, unknown> {
  const { world } = sim;
  const { now } = sim.timeline;
  const machine = world.machines.get(task.machineGuid ?? '');
  const parent = world.tasks.get(task.parentTaskGuid ?? '');
  return {
    guid: task.guid,
    type: wire.enum(task.type),
    state: wire.enum(task.state),
    progress: progressOf(task, now),
    progressChange: wire.optional(progressChangeOf(task, now)),
    windowStart: task.windowStart,
    windowEnd: task.windowEnd,
    startTime: wire.optional(task.startTime),
    finishTime: wire.optional(task.finishTime),
    statusInfo: wire.optional(task.statusInfo),
    priority: task.priority,
    retryCount: task.retryCount,
    protectedEntity: wire.typedReference(machine?.guid ?? null, machine?.name ?? null, 'VM'),
    dstProtectedEntity: wire.typedReference(
      task.restore?.result?.guid ?? null,
      task.restore?.result?.name ?? null,
      'VM',
    ),
    protectedEntityDisplayName: wire.optional(machine?.name ?? task.machineName),
    backup: wire.reference(world.backups.get(task.backupGuid ?? ''), backupName),
    backupType: wire.enum(task.backupType),
    backupDestination: wire.reference(world.destinations.get(task.destinationGuid ?? ''), nameOf),
    hypervisor: wire.reference(world.hypervisors.get(task.hypervisorGuid ?? ''), ({ host }) => host),
    hypervisorManager: wire.reference(world.managers.get(task.managerGuid ?? ''), ({ url }) => url),
    node: wire.reference(world.nodes.get(task.nodeGuid ?? ''), nameOf),
    originEntity: wire.typedReference(task.origin.guid, task.origin.name, task.origin.type),
    parentTask: wire.reference(parent, ({ type, machineName }) => `${type} ${machineName ?? ''}`.trim()),
    restoreType: wire.enum(task.restore?.type ?? null),
    powerOnAfterRestore: wire.optional(task.restore?.powerOn),
    workflowExecution: wire.optional(task.workflowGuid === null ? null : { guid: task.workflowGuid }),
  };
}

/** The answer of a task POST in the shape that this server is set to (13.28); only the bulk form can tell what was refused. */
export function answerTasks(
  call: Call,
  tasks: readonly Task[],
  shape: Call['sim']['behaviour']['taskResponseShape'],
  unsuccessful: readonly NameAndGuid[] = [],
): Response {
  const { context } = call;
  const records = tasks.map((task) => taskRecord(call, task));
  switch (shape) {
    case 'array':
      return context.json(records);
    case 'object':
      return context.json(records[0] ?? {});
    case 'bulk': {
      const successful = tasks.map((task) => ({ guid: task.machineGuid, name: task.machineName }));
      return context.json({ successful, unsuccessful, tasks: records });
    }
    case 'empty-array':
      return context.json([]);
    case 'empty':
      return context.body(null, 200);
  }
}
