import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import type { Rule } from '@/simulator/model/policy';
import type { Task } from '@/simulator/model/task';

import { DAY } from './timeline';
import type { Simulation } from './simulation';
import { endWorkflow, machineFields, nodeConfigOf, startWorkflow, workflowEnds } from './submit-work';
import { createTask } from './task-lifecycle';
import { defineWorker, planWork } from './work-plan';

const SNAPSHOT_MS = 3000;

interface SnapshotOrder {
  rule: Rule | undefined;
  priority: number;
  origin: Origin;
  scheduleGuid: string | null;
}

/** One SNAPSHOT task: a snapshot that stays on the platform and is listed under the rule's policy (8.4). */
export function submitSnapshot(
  sim: Simulation,
  machine: Machine,
  { rule, priority, origin, scheduleGuid }: SnapshotOrder,
): Task {
  const workflow = startWorkflow(sim, machine, {
    definition: 'SNAPSHOT',
    step: 'SNAPSHOT',
    destinationGuid: null,
    origin,
    priority,
  });
  return createTask(sim, {
    type: 'SNAPSHOT',
    nodeConfigGuid: nodeConfigOf(sim, machine),
    origin,
    priority,
    ...machineFields(machine),
    scheduleGuid,
    snapshotRuleGuid: rule?.guid ?? null,
    workflowGuid: workflow.guid,
  });
}

function machineOf(sim: Simulation, task: Task): Machine | undefined {
  return sim.world.machines.get(task.machineGuid ?? '');
}

function finished(sim: Simulation, task: Task): void {
  const { world, timeline } = sim;
  const machine = machineOf(sim, task);
  endWorkflow(sim, task, 'FINISHED');
  if (machine === undefined) return;
  const rule = world.rules.get(task.snapshotRuleGuid ?? '');
  const policyName = world.policies.get(rule?.policyGuid ?? '')?.name ?? null;
  const taken = {
    guid: sim.newGuid(),
    uuid: sim.newGuid(),
    snapshotTime: task.startTime ?? timeline.now,
    status: 'SUCCESS' as const,
    policyName,
    standAlone: true,
  };
  const others = world.snapshots.get(machine.guid) ?? [];
  const { versions = null, days = null } = rule?.snapshots ?? {};
  const ofPolicy = [...others, taken].filter((snapshot) => snapshot.policyName === policyName);
  const kept = new Set(versions === null || versions === 0 ? ofPolicy : ofPolicy.slice(-versions));
  world.snapshots.set(
    machine.guid,
    [...others, taken].filter(
      (snapshot) =>
        snapshot === taken ||
        snapshot.policyName !== policyName ||
        (kept.has(snapshot) && (days === null || days === 0 || snapshot.snapshotTime >= timeline.now - days * DAY)),
    ),
  );
}

/** Registers snapshots with the engine. */
export function defineSnapshotWork(): void {
  defineWorker('SNAPSHOT', {
    begin: (sim, task) =>
      machineOf(sim, task)?.present === true
        ? planWork(sim, SNAPSHOT_MS, { failing: false, message: '' })
        : 'Virtual machine is not present',
    finished,
    ...workflowEnds,
  });
}
