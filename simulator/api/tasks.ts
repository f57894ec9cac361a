import * as z from 'zod';
import type { Task, Workflow } from '@/simulator/model/task';
import { isLive } from '@/simulator/model/task';
import { cancelTask, deleteTask, purgeEnded } from '@/simulator/engine/task-lifecycle';
import { submitDelete } from '@/simulator/engine/submit-work';
import { submitSync } from '@/simulator/engine/inventory-sync';
import { progressOf } from '@/simulator/engine/work-plan';
import type { Call, Handler, Routes } from './call';
import { ApiError, badRequest, found } from './call';
import { enumField, guidField, guidsField, parseBody, textField } from './body';
import { currentTaskType } from './wire';
import { answerList } from './listing';
import { answerTasks, taskRecord } from './records';
import { exportHandler, snapshotHandler } from './task-export';
import { mountHandler, restoreAndMountHandler, unmountHandler } from './task-mount';
import { importHandler, restoreHandler } from './task-restore';

type Test = (task: Task) => boolean;

/** The filters of the 7.4 reference and, where they differ, of the guide (5.1, 13.8). */
function testsOf({ query, sim, tenant }: Call): Test[] {
  const tests: Test[] = [];
  const when = (value: string | undefined, test: (value: string) => Test): void => {
    if (value !== undefined) tests.push(test(value));
  };
  const states = query.all('states', 'state');
  if (states.length > 0) tests.push((task) => states.includes(task.state));
  when(query.text('type'), (type) => (task) => task.type === currentTaskType(type));
  when(query.text('schedule'), (guid) => (task) => task.scheduleGuid === guid);
  when(query.text('restore-job'), (guid) => (task) => task.restore?.jobGuid === guid);
  when(query.text('mounted-backup'), (guid) => (task) => task.restore?.mountGuid === guid);
  when(query.text('storage-provider'), () => () => false);
  when(query.text('parent-task'), (guid) => (task) => task.parentTaskGuid === guid);
  when(query.text('hypervisor'), (guid) => (task) => task.hypervisorGuid === guid);
  when(query.text('hypervisor-manager'), (guid) => (task) => task.managerGuid === guid);
  when(query.text('node'), (guid) => (task) => task.nodeGuid === guid);
  when(query.text('backup-destination'), (guid) => (task) => task.destinationGuid === guid);
  when(tenant, (uuid) => (task) => sim.world.projects.get(task.projectGuid ?? '')?.uuid === uuid);
  if (query.flag('mounted-backup-assigned') === true) tests.push((task) => task.restore?.mountGuid != null);
  return tests;
}

/** The smallest indexed set that holds all requested tasks. */
function candidates({ query, sim }: Call): Iterable<Task> {
  const { world } = sim;
  const sets: ReadonlySet<Task>[] = [];
  const entity = query.text('protected-entity', 'protectedEntity');
  const backup = query.text('backup');
  const workflow = query.text('workflow-execution');
  if (entity !== undefined) sets.push(world.tasksOfMachine(entity));
  if (backup !== undefined) sets.push(world.tasksOfBackup(backup));
  if (workflow !== undefined) sets.push(world.tasksOfWorkflow(workflow));
  const states = query.all('states', 'state');
  if (states.length > 0 && states.every((state) => state === 'QUEUED' || state === 'RUNNING'))
    sets.push(world.liveTasks);
  const [first, ...rest] = sets.sort((a, b) => a.size - b.size);
  if (first === undefined) return world.tasks.values();
  return [...first].filter((task) => rest.every((set) => set.has(task)));
}

const list: Handler = (call) => {
  const tests = testsOf(call);
  const tasks: Task[] = [];
  for (const task of candidates(call)) if (tests.every((test) => test(task))) tasks.push(task);
  tasks.sort((a, b) => b.order - a.order);
  return answerList(
    call,
    tasks,
    {
      text: ({ machineName, type, state, statusInfo, guid }) => [machineName, type, state, statusInfo, guid],
      name: ({ machineName }) => machineName ?? '',
      columns: {
        type: ({ type }) => type,
        state: ({ state }) => state,
        priority: ({ priority }) => priority,
        windowStart: ({ windowStart }) => windowStart,
        windowEnd: ({ windowEnd }) => windowEnd,
        startTime: ({ startTime }) => startTime,
        finishTime: ({ finishTime }) => finishTime,
        'protectedEntity.name': ({ machineName }) => machineName,
      },
    },
    (task) => taskRecord(call, task),
  );
};

function taskOf({ sim, guid }: Call): Task {
  return found(sim.world.tasks.get(guid), 'Task');
}

const setState: Handler = async (call) => {
  const { state, statusInfo } = parseBody(
    z.looseObject({ state: enumField, statusInfo: textField }),
    await call.body(),
  );
  const task = taskOf(call);
  if (state !== 'CANCELLED') throw badRequest('Only state CANCELLED can be set');
  if (!call.sim.world.liveTasks.has(task)) {
    const answer = call.sim.behaviour.cancelFinished;
    if (answer !== 'noop') throw new ApiError(answer, 'Task has already ended');
    return call.context.body(null, 204);
  }
  cancelTask(call.sim, task, statusInfo ?? 'Canceled by user');
  return call.context.body(null, 204);
};

const remove: Handler = (call) => {
  deleteTask(call.sim, taskOf(call));
  return call.context.body(null, 204);
};

const removeFinished: Handler = ({ sim, context }) => {
  purgeEnded(sim);
  return context.body(null, 204);
};

const removeFinishedAndQueued: Handler = ({ sim, context }) => {
  for (const task of [...sim.world.liveTasks]) if (task.state === 'QUEUED') deleteTask(sim, task);
  purgeEnded(sim);
  return context.body(null, 204);
};

const cancelRunning: Handler = ({ sim, context }) => {
  for (const task of [...sim.world.liveTasks]) if (task.state === 'RUNNING') cancelTask(sim, task, 'Canceled by user');
  return context.body(null, 204);
};

const inventorySync: Handler = async (call) => {
  const { hypervisorManagers, hypervisors } = parseBody(
    z.looseObject({ hypervisorManagers: guidsField, hypervisors: guidsField }),
    await call.body(),
  );
  const { sim } = call;
  const origin = { type: 'USER' as const, guid: '1', name: 'portal' };
  const managers = (hypervisorManagers ?? []).map(
    (guid) => found(sim.world.managers.get(guid), 'Hypervisor manager').guid,
  );
  const hosts = (hypervisors ?? []).map((guid) => found(sim.world.hypervisors.get(guid), 'Hypervisor').guid);
  if (managers.length + hosts.length === 0) throw badRequest('Nothing to synchronize');
  const tasks = [
    ...managers.map((managerGuid) => submitSync(sim, { managerGuid }, origin)),
    ...hosts.map((hypervisorGuid) => submitSync(sim, { hypervisorGuid }, origin)),
  ];
  return answerTasks(
    call,
    tasks.filter((task) => task !== undefined),
    sim.behaviour.taskResponseShape,
  );
};

const deleteMachine: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: guidField }), await call.body());
  const { sim } = call;
  const machine = found(sim.world.machines.get(value), 'Virtual machine');
  if (sim.world.backupsOf(machine.guid).length === 0) {
    sim.world.removeMachine(machine);
    return call.context.json([]);
  }
  return call.context.json([taskRecord(call, submitDelete(sim, machine))]);
};

/** Tasks (section 5). */
export const taskRoutes: Routes = (api, on) => {
  api.get('/tasks', on(list));
  api.post('/tasks/export', on(exportHandler));
  api.post('/tasks/restore', on(restoreHandler));
  api.post('/tasks/restore-and-import', on(importHandler));
  api.post('/tasks/restore-and-mount', on(restoreAndMountHandler));
  api.post('/tasks/mount', on(mountHandler));
  api.post('/tasks/unmount', on(unmountHandler));
  api.post('/tasks/vm-snapshot', on(snapshotHandler));
  api.post('/tasks/inventory-sync', on(inventorySync));
  api.post('/tasks/delete', on(deleteMachine));
  api.delete('/tasks/all-finished', on(removeFinished));
  api.delete('/tasks/all-finished-and-queued', on(removeFinishedAndQueued));
  api.delete('/tasks/all-running', on(cancelRunning));
  api.get(
    '/tasks/:guid',
    on((call) => call.context.json(taskRecord(call, taskOf(call)))),
  );
  api.put('/tasks/:guid/state', on(setState));
  api.delete('/tasks/:guid', on(remove));
};

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

const listExecutions: Handler = (call) => {
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

const removeExecution: Handler = ({ sim, guid, context }) => {
  const workflow = found(sim.world.workflows.get(guid), 'Workflow execution');
  for (const task of [...sim.world.tasksOfWorkflow(guid)])
    if (!isLive(task) && !task.holdsSlot) sim.world.removeTask(task);
  if (workflow.finishTime !== null) sim.world.workflows.delete(guid);
  return context.body(null, 204);
};

/** Workflow executions: what belongs together of the tasks (5.4). */
export const workflowRoutes: Routes = (api, on) => {
  api.get('/workflow-executions', on(listExecutions));
  api.delete('/workflow-executions/:guid', on(removeExecution));
};
