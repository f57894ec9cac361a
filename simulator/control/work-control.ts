import type { Hono } from 'hono';
import * as z from 'zod';

import { progressOf } from '@/simulator/engine/work-plan';
import type { Simulation } from '@/simulator/engine/simulation';
import { removeFiles } from '@/simulator/engine/retention';
import { cancelTask, failTask, finishTask, replan } from '@/simulator/engine/task-lifecycle';
import type { Task } from '@/simulator/model/task';

import { ControlError, taskState } from './ground-truth';

const workSchema = z.strictObject({
  machine: z.string(),
  next: z
    .strictObject({
      fail: z.enum(['export', 'store']).optional(),
      atPercent: z.number().min(0).max(99).optional(),
      message: z.string().optional(),
      warning: z.string().optional(),
      partial: z.boolean().optional(),
      stallMs: z.number().nonnegative().optional(),
      removeSnapshot: z.boolean().optional(),
    })
    .optional(),
  restore: z
    .strictObject({
      fail: z.enum(['restore', 'import', 'mount']).optional(),
      atPercent: z.number().min(0).max(99).optional(),
      message: z.string().optional(),
      warning: z.string().optional(),
      stallMs: z.number().nonnegative().optional(),
      neverReady: z.boolean().optional(),
    })
    .optional(),
});

/** Queues an order; returns the number of waiting orders. */
function append<T>(orders: Map<string, T[]>, machine: string, order: T | undefined): number {
  const waiting = [...(orders.get(machine) ?? []), ...(order === undefined ? [] : [order])];
  if (waiting.length > 0) orders.set(machine, waiting);
  return waiting.length;
}

const nodeSchema = z.strictObject({
  guid: z.string().optional(),
  down: z.boolean().optional(),
  stagingFull: z.boolean().optional(),
});
const destinationSchema = z.strictObject({
  guid: z.string(),
  full: z.boolean().optional(),
  deleted: z.literal(true).optional(),
});
const storageSchema = z.strictObject({ guid: z.string(), full: z.boolean() });
const removeSchema = z.strictObject({ role: z.enum(['PRIMARY', 'SECONDARY']).optional() });
const taskSchema = z.strictObject({
  progress: z.number().min(0).max(99.9).optional(),
  state: z.enum(['FINISHED', 'FAILED', 'CANCELLED']).optional(),
  statusInfo: z.string().optional(),
});

function setProgress(sim: Simulation, task: Task, percent: number): void {
  const { plan } = task;
  if (task.state !== 'RUNNING' || plan === null) throw new ControlError(400, 'Only a running task has progress to set');
  const { now } = sim.timeline;
  const end = Math.max(now, plan.curve.at(-1)?.[0] ?? now);
  const goal = Math.max(percent, plan.curve.at(-1)?.[1] ?? 100);
  const before = Math.max(1, 100 - progressOf(task, now));
  replan(sim, task, {
    ...plan,
    curve: [
      [now, percent],
      [Math.round(now + ((end - now) * (goal - percent)) / before), goal],
    ],
  });
}

function setState(sim: Simulation, task: Task, state: 'FINISHED' | 'FAILED' | 'CANCELLED', statusInfo: string): void {
  if (!sim.world.liveTasks.has(task)) throw new ControlError(400, 'Task has already ended');
  if (state === 'CANCELLED') cancelTask(sim, task, statusInfo);
  else if (state === 'FAILED') failTask(sim, task, statusInfo);
  else if (task.state !== 'RUNNING') throw new ControlError(400, 'Only a running task can finish');
  else finishTask(sim, task);
}

/** Orders to the engine: what the next backup or restore does, nodes, destinations, single tasks. */
export function workRoutes(app: Hono, sim: Simulation): void {
  const { world } = sim;
  app.post('/work', async (context) => {
    const { machine, next, restore } = workSchema.parse(await context.req.json());
    if (!world.machines.has(machine)) throw new ControlError(404, 'No such machine');
    if (next === undefined && restore === undefined)
      throw new ControlError(400, 'Nothing is ordered: neither next nor restore');
    return context.json({
      waiting: append(sim.nextWork, machine, next),
      waitingRestores: append(sim.nextRestore, machine, restore),
    });
  });

  app.post('/nodes', async (context) => {
    const { guid, down, stagingFull } = nodeSchema.parse(await context.req.json());
    const nodes = [...world.nodes.values()].filter((node) => guid === undefined || node.guid === guid);
    if (nodes.length === 0) throw new ControlError(404, 'No such node');
    for (const node of nodes) {
      if (down !== undefined) Object.assign(node, { down, downSince: down ? sim.timeline.now : null });
      if (stagingFull !== undefined) node.stagingFull = stagingFull;
    }
    return context.json(nodes);
  });

  app.post('/destinations', async (context) => {
    const { guid, full, deleted } = destinationSchema.parse(await context.req.json());
    const destination = world.destinations.get(guid);
    if (destination === undefined) throw new ControlError(404, 'No such destination');
    if (full !== undefined) destination.full = full;
    if (deleted) world.destinations.delete(guid);
    return context.json(destination);
  });

  app.post('/storages', async (context) => {
    const { guid, full } = storageSchema.parse(await context.req.json());
    const storage = world.storages.get(guid);
    if (storage === undefined) throw new ControlError(404, 'No such storage');
    storage.full = full;
    return context.json(storage);
  });

  app.post('/backups/:guid/remove', async (context) => {
    const text = await context.req.text();
    const { role } = removeSchema.parse(text === '' ? {} : JSON.parse(text));
    const backup = world.backups.get(context.req.param('guid'));
    if (backup === undefined) throw new ControlError(404, 'No such backup');
    for (const each of role === undefined ? (['PRIMARY', 'SECONDARY'] as const) : [role]) removeFiles(backup, each);
    return context.json(backup);
  });

  app.post('/tasks/:guid/set', async (context) => {
    const { progress, state, statusInfo } = taskSchema.parse(await context.req.json());
    const task = world.tasks.get(context.req.param('guid'));
    if (task === undefined) throw new ControlError(404, 'No such task');
    if (progress !== undefined) setProgress(sim, task, progress);
    if (state !== undefined)
      setState(sim, task, state, statusInfo ?? (state === 'CANCELLED' ? 'Canceled by user' : 'Task failed'));
    return context.json(taskState(sim, task));
  });
}
