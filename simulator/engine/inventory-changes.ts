import { PLATFORMS } from '@/simulator/model/platform';
import type { Machine } from '@/simulator/model/machine';

import { fixDisks } from './disks';
import type { Simulation } from './simulation';

/** What has happened in the virtualisation platform and the next sync will find. */
export type InventoryChange =
  | { kind: 'add'; machine: Machine }
  | { kind: 'vanish'; guid: string }
  | { kind: 'return'; guid: string }
  | { kind: 'rename'; guid: string; name: string }
  | { kind: 'delete'; guid: string };

/** The manager or stand-alone hypervisor whose sync finds changes of this machine. */
export function syncSourceOf(machine: Machine): string {
  return (PLATFORMS[machine.platform].managed ? machine.managerGuid : machine.hypervisorGuid) ?? '';
}

/** Keeps a change until the next sync of its source. */
export function queueChange(sim: Simulation, source: string, change: InventoryChange): void {
  const waiting = sim.pendingChanges.get(source);
  if (waiting === undefined) sim.pendingChanges.set(source, [change]);
  else waiting.push(change);
}

/** Applies what waits for a source, as a sync does (14.8). */
export function applyPendingChanges(sim: Simulation, source: string): void {
  const waiting = sim.pendingChanges.get(source) ?? [];
  sim.pendingChanges.delete(source);
  for (const change of waiting) applyChange(sim, change);
}

/** Makes a change visible now. Vanished machines stay, not present, and leave policies that remove such machines. */
export function applyChange(sim: Simulation, change: InventoryChange): void {
  const { world } = sim;
  if (change.kind === 'add') {
    if (!world.machines.has(change.machine.guid)) world.addMachine(change.machine);
    return;
  }
  const machine = world.machines.get(change.guid);
  if (machine === undefined) return;
  switch (change.kind) {
    case 'vanish':
      machine.present = false;
      machine.lastStoredSnapshot = null;
      if (world.policyOf(machine)?.autoRemoveNonPresent === true) world.assignPolicy(machine, null);
      if (world.policies.get(machine.snapshotPolicyGuid ?? '')?.autoRemoveNonPresent === true)
        world.assignPolicy(machine, null, 'vm-snapshot');
      break;
    case 'return':
      machine.present = true;
      break;
    case 'rename':
      fixDisks(sim, machine);
      world.renameMachine(machine, change.name);
      break;
    case 'delete':
      world.removeBackupsOf(machine.guid);
      world.removeMachine(machine);
      break;
  }
}
