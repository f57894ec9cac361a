import type { Behaviour, Simulation } from '@/simulator/engine/simulation';
import { createSimulation, defaultBehaviour } from '@/simulator/engine/simulation';
import { SimClock } from '@/simulator/engine/timeline';
import { startEngine } from '@/simulator/engine/housekeeping';
import type { BackupOrder } from '@/simulator/engine/submit-work';
import { startRun, submitBackup } from '@/simulator/engine/submit-work';
import type { Machine } from '@/simulator/model/machine';
import type { Task } from '@/simulator/model/task';
import { seedWorld } from '@/simulator/seed/seed-world';

/** A Monday, noon UTC. */
export const TEST_START = Date.parse('2026-03-02T12:00:00Z');

interface TestOptions {
  machines?: number;
  start?: number;
  seed?: number;
  behaviour?: Partial<Behaviour>;
}

/** A seeded server whose clock moves only when a test moves it, without random failures. For tests. */
export function testSimulation({
  machines = 40,
  start = TEST_START,
  seed = 1,
  behaviour = {},
}: TestOptions = {}): Simulation {
  let made = 0;
  const sim = createSimulation({
    seed,
    clock: new SimClock(start, 0),
    newGuid: () => `00000000-0000-4000-9000-${String((made += 1)).padStart(12, '0')}`,
    behaviour: { ...defaultBehaviour(), scheduledFailureRate: 0, ...behaviour },
  });
  seedWorld(sim, { machines, projects: 4 });
  startEngine(sim);
  return sim;
}

/** Lets so many milliseconds pass. */
export function pass(sim: Simulation, ms: number): void {
  sim.clock.advance(ms);
  sim.timeline.catchUp();
}

/** The first machine that a test can use; throws when there is none. */
export function machineWhere(sim: Simulation, test: (machine: Machine) => boolean): Machine {
  const machine = [...sim.world.machines.values()].find(test);
  if (machine === undefined) throw new Error('The seed has no such machine');
  return machine;
}

/** Orders a backup as a user would. */
export function orderBackup(sim: Simulation, machine: Machine, order: Partial<BackupOrder> = {}): Task {
  const destinationGuid = [...sim.world.destinations.keys()][0] ?? null;
  const task = submitBackup(sim, machine, {
    type: 'FULL',
    ruleGuid: null,
    destinationGuid,
    priority: 50,
    retryCount: 0,
    origin: { type: 'USER', guid: '1', name: 'test' },
    scheduleGuid: null,
    run: startRun(sim, null),
    ...order,
  });
  sim.timeline.settle();
  return task;
}
