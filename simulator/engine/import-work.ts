import { newMachine } from '@/simulator/model/machine';
import type { Machine } from '@/simulator/model/machine';
import type { ImportTarget } from '@/simulator/model/restore-job';
import type { Task, WorkPlan } from '@/simulator/model/task';
import { guidFor } from '@/simulator/random';
import { newDisk } from './disks';
import { IMPORT_NEEDS } from './import-disks';
import { applyChange, queueChange, syncSourceOf } from './inventory-sync';
import type { InventoryChange } from './inventory-sync';
import { durationOf, endJob, jobOf, planStep, restoreCancelled, restoreFailed } from './restore-work';
import type { Simulation } from './simulation';
import { endWorkflow } from './submit-work';
import { defineWorker } from './work-plan';

const NO_SPACE = 'Not enough space in the target storage';
const NAME_TAKEN = 'A virtual machine with this name already exists';

interface Part {
  source: Machine;
  target: ImportTarget;
}

function partOf(sim: Simulation, task: Task): Part | undefined {
  const job = jobOf(sim, task);
  const source = sim.world.machines.get(job?.machineGuid ?? '');
  const target = job?.order?.target ?? null;
  return source === undefined || target === null ? undefined : { source, target };
}

/** What the platform then knows; the inventory has it at once or with the next sync (14.2). */
function reveal(sim: Simulation, machine: Machine, change: InventoryChange): void {
  if (sim.behaviour.appearAfter === 'import') applyChange(sim, change);
  else queueChange(sim, syncSourceOf(machine), change);
}

function hasSpace(sim: Simulation, { disks }: ImportTarget): boolean {
  const needed = new Map<string, number>();
  for (const { storageGuid, size } of disks) needed.set(storageGuid, (needed.get(storageGuid) ?? 0) + size);
  return [...needed].every(([guid, bytes]) => {
    const storage = sim.world.storages.get(guid);
    return storage !== undefined && !storage.full && storage.usedBytes + bytes <= storage.totalBytes;
  });
}

/** Machines of that name: in OpenStack those of the target project, elsewhere those of the whole manager or hypervisor. */
function nameConflicts(sim: Simulation, { source, target }: Part): Machine[] {
  const place = target.managerGuid ?? target.hypervisorGuid ?? '';
  return machinesInPlatform(sim, place)
    .filter(
      ({ machine, name }) =>
        name === target.name && (source.platform !== 'OPENSTACK' || machine.projectGuid === target.projectGuid),
    )
    .map(({ machine }) => machine);
}

function beginImport(sim: Simulation, task: Task): WorkPlan | string {
  const job = jobOf(sim, task);
  const part = partOf(sim, task);
  if (job === undefined || part === undefined) return 'Virtual machine does not exist';
  job.queuedImportMs = sim.timeline.now - task.createdAt;
  const { source, target } = part;
  if (job.order?.problem != null) return job.order.problem;
  if (!hasSpace(sim, target)) return NO_SPACE;
  const others = nameConflicts(sim, part);
  if (others.length > 0 && !target.overwrite && !IMPORT_NEEDS[source.platform].equalNames) return NAME_TAKEN;
  // The old machine has to be deleted first: a failure after this point leaves neither.
  if (target.overwrite) for (const machine of others) reveal(sim, machine, { kind: 'vanish', guid: machine.guid });
  return planStep(sim, task, 'import', source.exportMs, 'Volume could not be created in the target storage');
}

/** A machine with its own identity (14.8); policies, tags and settings are not part of a backup. */
function restoredMachine(sim: Simulation, { source, target }: Part): Machine {
  const guid = sim.newGuid();
  return newMachine({
    guid,
    uuid: guidFor(sim.seed, `restored:${guid}`),
    name: target.name,
    present: true,
    platform: source.platform,
    managerGuid: target.managerGuid,
    hypervisorGuid: target.hypervisorGuid,
    clusterGuid: target.clusterGuid,
    projectGuid: target.projectGuid,
    flavorGuid: target.flavorGuid,
    storageGuid: target.disks[0]?.storageGuid ?? target.storageGuid,
    networkGuids: target.networkGuids,
    policyGuid: null,
    tags: [],
    usedBytes: source.usedBytes,
    exportMs: source.exportMs,
    storeMs: source.storeMs,
  });
}

function importFinished(sim: Simulation, task: Task): void {
  const job = jobOf(sim, task);
  const part = partOf(sim, task);
  if (job === undefined || part === undefined) return;
  const { world } = sim;
  const machine = restoredMachine(sim, part);
  const { disks } = part.target;
  world.disks.set(
    machine.guid,
    disks.map((disk, index) => newDisk(sim, machine, index, disk)),
  );
  for (const { storageGuid, size } of disks) {
    const storage = world.storages.get(storageGuid);
    if (storage !== undefined) storage.usedBytes += size;
  }
  reveal(sim, machine, { kind: 'add', machine });
  const result = { guid: machine.guid, name: machine.name };
  for (const sibling of world.tasksOfWorkflow(task.workflowGuid ?? ''))
    if (sibling.restore !== null) sibling.restore.result = result;
  job.importMs = durationOf(task);
  endJob(sim, task, 'SUCCESS', null);
  endWorkflow(sim, task, job.warnings.length > 0 ? 'FINISHED_WITH_WARNINGS' : 'FINISHED');
}

/** Registers the import with the engine. */
export function defineImportWork(): void {
  defineWorker('IMPORT', {
    begin: beginImport,
    finished: importFinished,
    failed: restoreFailed,
    cancelled: restoreCancelled,
  });
}

/** The machines that now are in a manager or stand-alone hypervisor, with the names they have there: the inventory learns of it with a sync. */
function machinesInPlatform(sim: Simulation, source: string): { machine: Machine; name: string }[] {
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
