import { cleanUpBackups } from '@/simulator/engine/retention';
import type { Simulation } from '@/simulator/engine/simulation';

import { seedHistory } from './seed-history';
import { seedInventory } from './seed-inventory';
import { seedMachines } from './seed-machines';
import { seedPolicies } from './seed-policies';
import { seedRecentTasks, seedRestoreJobs } from './seed-tasks';

/** Fills an empty server with a past that ends now. The same seed and counts give the same guids and names. */
export function seedWorld(sim: Simulation, counts: { machines: number; projects: number }): void {
  const options = { seed: sim.seed, now: sim.timeline.now, workSpeed: sim.workSpeed, ...counts };
  const { world } = sim;
  seedInventory(world, options);
  seedPolicies(world, options);
  seedHistory(world, options, seedMachines(world, options));
  cleanUpBackups(world, options.now);
  for (const backup of world.allBackups()) {
    for (const location of backup.locations) {
      const destination = location.status === 'PRESENT' ? world.destinations.get(location.destinationGuid) : undefined;
      if (destination !== undefined) destination.usedBytes += backup.size;
    }
  }
  seedRecentTasks(sim, options);
  seedRestoreJobs(sim, options);
}
