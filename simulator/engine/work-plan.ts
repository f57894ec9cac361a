import type { Curve, Task, TaskType, WorkPlan } from '@/simulator/model/task';
import type { Simulation } from './simulation';

/** What makes a piece of work differ from the usual. */
interface WorkOrder {
  failing: boolean;
  message: string;
  /** Where it fails or stalls. */
  atPercent?: number | undefined;
  stallMs?: number | undefined;
}

/** How a piece of work of about so many milliseconds (at work speed 1) will proceed. */
export function planWork(
  sim: Simulation,
  durationMs: number,
  { failing, message, atPercent, stallMs }: WorkOrder,
): WorkPlan {
  const percent = atPercent ?? 40;
  const stall = stallMs === undefined ? null : { atPercent: Math.min(percent, failing ? percent : 99), ms: stallMs };
  const jitter = 0.95 + sim.random() * 0.1;
  return {
    curve: workCurve({
      start: sim.timeline.now,
      durationMs: (durationMs * jitter) / sim.workSpeed,
      end: failing ? percent : 100,
      stall,
      bend: 0.42 + sim.random() * 0.16,
    }),
    outcome: failing ? 'fail' : 'finish',
    message: failing ? message : null,
  };
}

/** Work that takes exactly so many milliseconds (at work speed 1) and succeeds. */
export function planFixed(sim: Simulation, durationMs: number): WorkPlan {
  const shape = { start: sim.timeline.now, durationMs: durationMs / sim.workSpeed, end: 100, stall: null, bend: 0.5 };
  return { curve: workCurve(shape), outcome: 'finish', message: null };
}

/** What a test has ordered for the next backup of a machine (control API, POST /work). */
export interface NextWork {
  fail?: 'export' | 'store' | undefined;
  atPercent?: number | undefined;
  message?: string | undefined;
  warning?: string | undefined;
  partial?: boolean | undefined;
  stallMs?: number | undefined;
  removeSnapshot?: boolean | undefined;
}

/** What a test has ordered for the next restore or mount of a machine's backups. */
export interface NextRestore {
  fail?: 'restore' | 'import' | 'mount' | undefined;
  atPercent?: number | undefined;
  message?: string | undefined;
  warning?: string | undefined;
  stallMs?: number | undefined;
  /** The import or mount stops before its end until somebody cancels it. */
  neverReady?: boolean | undefined;
}

/** Takes the first of the orders that wait for a machine. */
export function shiftOrder<T>(orders: Map<string, T[]>, machineGuid: string): T | undefined {
  const waiting = orders.get(machineGuid);
  const order = waiting?.shift();
  if (waiting?.length === 0) orders.delete(machineGuid);
  return order;
}

/** What a kind of task does at each stage. */
export interface Worker {
  /** The work has its slot now: its plan, or why it can't be done. */
  begin: (sim: Simulation, task: Task) => WorkPlan | string;
  finished: (sim: Simulation, task: Task) => void;
  failed: (sim: Simulation, task: Task, message: string, neverStarted: boolean) => void;
  /** The engine has cleaned up after a cancel. */
  cancelled: (sim: Simulation, task: Task, statusInfo: string) => void;
}

const workers = new Map<TaskType, Worker>();

/** Registers a kind of task with the engine. */
export function defineWorker(type: TaskType, worker: Worker): void {
  workers.set(type, worker);
}

/** What does this kind of task; throws for a kind that the engine does not do. */
export function workerOf(type: TaskType): Worker {
  const worker = workers.get(type);
  if (worker === undefined) throw new Error(`No worker for tasks of type ${type}`);
  return worker;
}

/** Percent at a moment: on the line between two points of the curve, at two decimals. */
function percentAt(curve: Curve, moment: number): number {
  let before: [number, number] | undefined;
  for (const point of curve) {
    if (moment < point[0]) {
      if (before === undefined) return point[1];
      const share = (moment - before[0]) / (point[0] - before[0]);
      return Math.round((before[1] + share * (point[1] - before[1])) * 100) / 100;
    }
    before = point;
  }
  return before?.[1] ?? 0;
}

/** A task's progress now, 0 to 100 (14.4). Only FINISHED says 100: running work stops just below. */
export function progressOf(task: Task, now: number): number {
  if (task.state !== 'RUNNING' || task.plan === null) return task.progress;
  return Math.min(percentAt(task.plan.curve, now), 99.9);
}

/** The moment of the last visible movement. */
export function progressChangeOf(task: Task, now: number): number | null {
  if (task.state !== 'RUNNING' || task.plan === null) return task.progressChange;
  let last = task.startTime;
  let before: [number, number] | undefined;
  for (const point of task.plan.curve) {
    if (before !== undefined && point[1] !== before[1] && now > before[0]) last = Math.min(now, point[0]);
    before = point;
  }
  return last;
}

interface WorkShape {
  start: number;
  durationMs: number;
  /** Where it ends: 100, or the percent at which it fails. */
  end: number;
  stall: { atPercent: number; ms: number } | null;
  /** 0.3 to 0.7: the share of the time for the first half, so that progress is not linear. */
  bend: number;
}

/** The curve of a piece of work. */
function workCurve(shape: WorkShape): Curve {
  const timeOf = (percent: number): number =>
    percent <= 50
      ? shape.durationMs * shape.bend * (percent / 50)
      : shape.durationMs * (shape.bend + (1 - shape.bend) * ((percent - 50) / 50));
  const stops = [...new Set([0, 50, shape.end, ...(shape.stall === null ? [] : [shape.stall.atPercent])])]
    .filter((percent) => percent <= shape.end)
    .sort((a, b) => a - b);
  const curve: Curve = [];
  let delay = 0;
  for (const percent of stops) {
    const moment = Math.round(shape.start + timeOf(percent) + delay);
    curve.push([moment, percent]);
    if (shape.stall?.atPercent === percent) {
      delay += shape.stall.ms;
      curve.push([moment + shape.stall.ms, percent]);
    }
  }
  return curve;
}
