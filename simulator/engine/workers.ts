import type { Task, TaskType, WorkPlan } from '@/simulator/model/task';

import type { Simulation } from './simulation';

/** What a kind of task does at the turning points of its life. */
export interface Worker {
  /** The work has its slot now: how it will go, or why it cannot be done. */
  begin: (sim: Simulation, task: Task) => WorkPlan | string;
  finished: (sim: Simulation, task: Task) => void;
  failed: (sim: Simulation, task: Task, message: string, neverStarted: boolean) => void;
  /** The engine has cleaned up after a cancel. */
  cancelled: (sim: Simulation, task: Task, statusInfo: string) => void;
}

const workers = new Map<TaskType, Worker>();

/** Makes a kind of task known to the engine. */
export function defineWorker(type: TaskType, worker: Worker): void {
  workers.set(type, worker);
}

/** What does this kind of task; throws for a kind that the engine does not do. */
export function workerOf(type: TaskType): Worker {
  const worker = workers.get(type);
  if (worker === undefined) throw new Error(`No worker for tasks of type ${type}`);
  return worker;
}
