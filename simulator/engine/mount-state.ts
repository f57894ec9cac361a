import type { MountedBackup } from '@/simulator/model/restore-job';
import { SYSTEM_ORIGIN } from '@/simulator/model/platform';
import type { Origin } from '@/simulator/model/platform';
import type { Task, TaskType } from '@/simulator/model/task';

import type { Simulation } from './simulation';
import { machineFields, nodeConfigOf } from './submit-backup';
import { createTask } from './task-lifecycle';

/** The mounted backup that a task works on. */
export function mountOf(sim: Simulation, task: Task): MountedBackup | undefined {
  return sim.world.mounts.get(task.restore?.mountGuid ?? '');
}

/** A mount that was being made will not come; one that was there already stays. */
export function mountFailed(sim: Simulation, task: Task): void {
  const mount = mountOf(sim, task);
  sim.nextRestore.delete(mount?.guid ?? '');
  if (mount?.state !== 'PREPARING') return;
  mount.state = 'FAILED';
  mount.endedAt = sim.timeline.now;
}

/** The MOUNT or UNMOUNT tasks of a mount that wait or run. */
export function liveMountTasks(sim: Simulation, mount: MountedBackup): Task[] {
  return [...sim.world.liveTasks].filter(({ restore }) => restore?.mountGuid === mount.guid);
}

/** A MOUNT or UNMOUNT task for a mount that exists; bound to the node that holds its files. */
export function submitMountTask(
  sim: Simulation,
  mount: MountedBackup,
  type: TaskType & ('MOUNT' | 'UNMOUNT'),
  origin: Origin,
): Task {
  const machine = sim.world.machines.get(mount.machineGuid);
  const node = sim.world.nodes.get(mount.nodeGuid ?? '');
  return createTask(sim, {
    type,
    nodeConfigGuid: node?.nodeConfigGuid ?? (machine === undefined ? '' : nodeConfigOf(sim, machine)),
    boundNodeGuid: node?.guid ?? null,
    origin,
    ...(machine === undefined
      ? { machineName: mount.machineName, projectGuid: mount.projectGuid }
      : machineFields(machine)),
    backupGuid: mount.backupGuid,
    restore: { type: 'RESTORE_AND_MOUNT', jobGuid: null, mountGuid: mount.guid, powerOn: null, result: null },
  });
}

/** Plans the automatic unmount; void once the mount has ended or got more time. */
export function armUnmount(sim: Simulation, mount: MountedBackup): void {
  const { unmountAt } = mount;
  if (mount.state !== 'RUNNING' || unmountAt === null) return;
  sim.timeline.at(unmountAt, () => {
    const due = mount.state === 'RUNNING' && mount.unmountAt === unmountAt && sim.world.mounts.has(mount.guid);
    if (due && !liveMountTasks(sim, mount).some(({ type }) => type === 'UNMOUNT'))
      submitMountTask(sim, mount, 'UNMOUNT', SYSTEM_ORIGIN);
  });
}
