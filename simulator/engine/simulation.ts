import { randomUUID } from 'node:crypto';

import type { Behaviour } from '@/simulator/behaviour';
import { defaultBehaviour } from '@/simulator/behaviour';
import type { SimClock } from '@/simulator/clock';
import { World } from '@/simulator/model/world';
import type { Random } from '@/simulator/random';
import { randomFor } from '@/simulator/random';

import type { NextRestore, NextWork } from './work-plan';
import type { InventoryChange } from './inventory-sync';
import { Timeline } from './timeline';
import { WorkQueue } from './work-queue';

/** One simulated server: its state, its future, and what tests have told it to do. */
export interface Simulation {
  readonly seed: number;
  readonly clock: SimClock;
  readonly timeline: Timeline;
  readonly world: World;
  readonly queue: WorkQueue;
  readonly random: Random;
  readonly newGuid: () => string;
  /** What the next backups of a machine do, by machine guid, in order. */
  readonly nextWork: Map<string, NextWork[]>;
  /** The same for restores and mounts, by machine guid; once one has begun, by the guid of its job or mount. */
  readonly nextRestore: Map<string, NextRestore[]>;
  /** What the inventory finds at the next sync, by manager or hypervisor guid. */
  readonly pendingChanges: Map<string, InventoryChange[]>;
  /** Schedules armed now; a firing planned for another arming is void. */
  readonly armings: Map<string, number>;
  behaviour: Behaviour;
  workSpeed: number;
}

interface SimulationParts {
  seed: number;
  clock: SimClock;
  workSpeed?: number;
  newGuid?: () => string;
  behaviour?: Behaviour;
}

/** An empty server; `newGuid` makes the guids of runtime objects (random ones by default). */
export function createSimulation(parts: SimulationParts): Simulation {
  const timeline = new Timeline(parts.clock);
  return {
    seed: parts.seed,
    clock: parts.clock,
    timeline,
    world: new World(),
    queue: new WorkQueue(),
    random: randomFor(parts.seed, 'runtime'),
    newGuid: parts.newGuid ?? randomUUID,
    nextWork: new Map(),
    nextRestore: new Map(),
    pendingChanges: new Map(),
    armings: new Map(),
    behaviour: parts.behaviour ?? defaultBehaviour(),
    workSpeed: parts.workSpeed ?? 1,
  };
}
