import type { Machine } from '@/simulator/model/machine';

import { syncSourceOf } from './inventory-changes';
import type { Simulation } from './simulation';

/** The machines that now are in a manager or stand-alone hypervisor, with the names they have there: the inventory learns of it with a sync. */
export function machinesInPlatform(sim: Simulation, source: string): { machine: Machine; name: string }[] {
  const present = new Map<string, { machine: Machine; name: string }>();
  for (const machine of sim.world.machines.values()) {
    if (machine.present && syncSourceOf(machine) === source) present.set(machine.guid, { machine, name: machine.name });
  }
  for (const change of sim.pendingChanges.get(source) ?? []) {
    if (change.kind === 'add') present.set(change.machine.guid, { machine: change.machine, name: change.machine.name });
    else if (change.kind === 'vanish' || change.kind === 'delete') present.delete(change.guid);
    else {
      const machine = sim.world.machines.get(change.guid);
      if (machine !== undefined)
        present.set(change.guid, { machine, name: change.kind === 'rename' ? change.name : machine.name });
    }
  }
  return [...present.values()];
}
