import type { Hono } from 'hono';
import { progressOf } from '@/simulator/engine/work-plan';
import type { Simulation } from '@/simulator/engine/simulation';
import type { Machine } from '@/simulator/model/machine';
import type { Task } from '@/simulator/model/task';

/** A machine in the form that tests need. */
export function machineState(sim: Simulation, machine: Machine): Record<string, unknown> {
  const { world } = sim;
  const project = world.projects.get(machine.projectGuid ?? '');
  const policy = world.policyOf(machine);
  return {
    guid: machine.guid,
    uuid: machine.uuid,
    name: machine.name,
    platform: machine.platform,
    present: machine.present,
    project: project === undefined ? null : { guid: project.guid, uuid: project.uuid, name: project.name },
    policy: policy === undefined ? null : { guid: policy.guid, name: policy.name },
    backups: world.backupsOf(machine.guid).length,
    lastBackup: machine.lastBackup,
    nodeConfig:
      world.managers.get(machine.managerGuid ?? '')?.nodeConfigGuid ??
      world.hypervisors.get(machine.hypervisorGuid ?? '')?.nodeConfigGuid ??
      null,
  };
}

/** A task as the engine sees it. */
export function taskState(sim: Simulation, task: Task): Record<string, unknown> {
  return { ...task, progress: progressOf(task, sim.timeline.now) };
}

/** The state without any of the API's views: for tests only. */
export function groundTruthRoutes(app: Hono, sim: Simulation): void {
  const { world } = sim;
  app.get('/machines', (context) => {
    const { name, platform, project } = context.req.query();
    const machines = [...world.machines.values()].filter(
      (machine) =>
        (name === undefined || machine.name === name) &&
        (platform === undefined || machine.platform === platform) &&
        (project === undefined || world.projects.get(machine.projectGuid ?? '')?.name === project),
    );
    return context.json(machines.map((machine) => machineState(sim, machine)));
  });
  app.get('/tasks', (context) => {
    const machine = context.req.query('machine');
    const tasks = machine === undefined ? world.tasks.values() : world.tasksOfMachine(machine);
    return context.json([...tasks].map((task) => taskState(sim, task)));
  });
  app.get('/backups', (context) => {
    const machine = context.req.query('machine');
    return context.json(machine === undefined ? world.allBackups() : world.backupsOf(machine));
  });
  app.get('/restore-jobs', (context) => {
    const machine = context.req.query('machine');
    return context.json(
      [...world.restoreJobs.values()].filter(({ machineGuid }) => machine === undefined || machineGuid === machine),
    );
  });
  app.get('/mounts', (context) => context.json([...world.mounts.values()]));
  app.get('/storages', (context) => context.json([...world.storages.values()]));
  app.get('/projects', (context) => context.json([...world.projects.values()]));
  app.get('/schedules', (context) => context.json([...world.schedules.values()]));
  app.get('/policies', (context) =>
    context.json([...world.policies.values()].map((policy) => ({ ...policy, rules: world.rulesOf(policy) }))),
  );
}

/** A refusal of the control API. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message);
  }
}
