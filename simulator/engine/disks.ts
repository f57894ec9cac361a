import type { Disk, Machine } from '@/simulator/model/machine';
import { guidFor, partGuid, randomFor } from '@/simulator/random';

import type { Simulation } from './simulation';

const GB = 1024 ** 3;

/**
 * The disks of a machine. They are derived from its guid when first requested, and stored once somebody has changed
 * them.
 */
export function disksOf(sim: Simulation, machine: Machine): Disk[] {
  return sim.world.disks.get(machine.guid) ?? makeDisks(sim, machine);
}

function makeDisks(sim: Simulation, machine: Machine): Disk[] {
  const random = randomFor(sim.seed, `disks:${machine.guid}`);
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, (_, index) => ({
    ...newDisk(sim, machine, index, {
      name: index === 0 ? `${machine.name}-root` : `${machine.name}-data-${String(index)}`,
      size: Math.ceil(((machine.usedBytes / count) * (1.3 + random())) / GB) * GB,
      storageGuid: machine.storageGuid,
    }),
    // A third disk of some machines is of a kind that cannot be backed up.
    supported: index < 2 || random() < 0.7,
  }));
}

/** A disk of the machine, as present as the machine is; its ids follow from the machine's guid and its position. */
export function newDisk(
  sim: Simulation,
  { guid, present }: Machine,
  index: number,
  { name, size, storageGuid }: Pick<Disk, 'name' | 'size' | 'storageGuid'>,
): Disk {
  return {
    name,
    size,
    storageGuid,
    guid: diskGuid(guid, index),
    uuid: guidFor(sim.seed, `diskUuid:${guid}:${String(index)}`),
    present,
    supported: true,
    excludedFromBackup: false,
  };
}

/** The guid of a machine's n-th disk; applied to the guid of a disk it gives that of the machine. */
function diskGuid(machineGuid: string, index: number): string {
  return partGuid(machineGuid, 200 + index);
}

/** The disks that a backup made now holds. */
export function includedDisks(sim: Simulation, machine: Machine): Disk[] {
  return disksOf(sim, machine)
    .filter(({ supported, excludedFromBackup }) => supported && !excludedFromBackup)
    .map((disk) => ({ ...disk }));
}

/**
 * Stores the content of the machine's backups and its disks: to be called before anything is changed from which disks
 * are derived.
 */
export function fixDisks(sim: Simulation, machine: Machine): void {
  const disks = includedDisks(sim, machine);
  for (const backup of sim.world.backupsOf(machine.guid)) backup.disks ??= disks;
  sim.world.disks.set(machine.guid, disksOf(sim, machine));
}

/** Sets whether later backups leave a disk out; undefined when the machine has no such disk. */
export function setDiskExcluded(
  sim: Simulation,
  machine: Machine,
  diskGuid: string,
  excluded: boolean,
): Disk | undefined {
  fixDisks(sim, machine);
  const disk = disksOf(sim, machine).find(({ guid }) => guid === diskGuid);
  if (disk !== undefined) disk.excludedFromBackup = excluded;
  return disk;
}

/** The machine that owns a disk guid. */
export function machineOfDisk(sim: Simulation, guid: string): Machine | undefined {
  for (let index = 0; index < 3; index += 1) {
    const machine = sim.world.machines.get(diskGuid(guid, index));
    if (machine !== undefined) return machine;
  }
  return undefined;
}
