import { isLive } from '@/simulator/model/task';
import type { Workflow } from '@/simulator/model/task';
import { progressOf } from '@/simulator/engine/work-plan';

import { found } from './api-error';
import type { Call, Handler, Routes } from './call';
import { answerList } from './listing';

function averageProgress({ sim }: Call, workflow: Workflow): number {
  if (workflow.state === 'FINISHED' || workflow.state === 'FINISHED_WITH_WARNINGS') return 100;
  const best = new Map<string, number>();
  for (const task of sim.world.tasksOfWorkflow(workflow.guid)) best.set(task.type, progressOf(task, sim.timeline.now));
  const [first] = sim.world.tasksOfWorkflow(workflow.guid);
  const steps =
    workflow.definition === 'BACKUP' || (first?.restore != null && first.restore.type !== 'RESTORE') ? 2 : 1;
  return [...best.values()].reduce((sum, progress) => sum + progress, 0) / steps;
}

function workflowRecord(call: Call, workflow: Workflow): Record<string, unknown> {
  const { sim, wire } = call;
  const machine = sim.world.machines.get(workflow.machineGuid);
  return {
    guid: workflow.guid,
    state: wire.enum(workflow.state),
    definitionName: wire.enum(workflow.definition),
    currentStep: wire.enum(workflow.step),
    averageProgress: averageProgress(call, workflow),
    protectedEntity: { guid: workflow.machineGuid, name: machine?.name ?? workflow.machineName },
    backupDestinations: workflow.destinationGuids.map((guid) => ({
      guid,
      name: sim.world.destinations.get(guid)?.name ?? '',
    })),
    originEntity: wire.typedReference(workflow.origin.guid, workflow.origin.name, workflow.origin.type),
    priority: workflow.priority,
    startTime: workflow.startTime,
    finishTime: wire.optional(workflow.finishTime),
  };
}

const list: Handler = (call) => {
  const { world } = call.sim;
  const workflows = [...world.workflows.values()]
    .filter(
      ({ machineGuid }) =>
        call.tenant === undefined ||
        world.projects.get(world.machines.get(machineGuid)?.projectGuid ?? '')?.uuid === call.tenant,
    )
    .reverse();
  // The vendor's console asks for `state` without a direction when it opens: what runs comes first, each group newest first.
  const opening = call.query.text('orderBy') === 'state' && call.query.text('direction') === undefined;
  return answerList(
    call,
    workflows,
    {
      text: ({ machineName, state, definition, step }) => [machineName, state, definition, step],
      name: ({ machineName }) => machineName,
      columns: {
        state: ({ state, finishTime }) => (opening ? finishTime !== null : state),
        type: ({ definition }) => definition,
        step: ({ step }) => step,
        instance: ({ machineName }) => machineName,
        originEntity: ({ origin }) => origin.type,
        priority: ({ priority }) => priority,
        startTime: ({ startTime }) => startTime,
        finishTime: ({ finishTime }) => finishTime,
      },
    },
    (workflow) => workflowRecord(call, workflow),
  );
};

const remove: Handler = ({ sim, guid, context }) => {
  const workflow = found(sim.world.workflows.get(guid), 'Workflow execution');
  for (const task of [...sim.world.tasksOfWorkflow(guid)])
    if (!isLive(task) && !task.holdsSlot) sim.world.removeTask(task);
  if (workflow.finishTime !== null) sim.world.workflows.delete(guid);
  return context.body(null, 204);
};

/** Workflow executions: what belongs together of the tasks (5.4). */
export const workflowRoutes: Routes = (api, on) => {
  api.get('/workflow-executions', on(list));
  api.delete('/workflow-executions/:guid', on(remove));
};
