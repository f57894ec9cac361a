import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { MountedBackup } from '@/simulator/model/mounted-backup';
import type { Platform } from '@/simulator/model/platform';
import { whyNotRestorable } from '@/simulator/engine/restorable';
import { machineWhere, pass } from '@/simulator/engine/test-simulation';
import type { Task } from '@/simulator/model/task';

import type { TestApi } from './test-api';
import { at } from './test-api';

/** A machine of a platform with a backup that can be restored, and its latest such backup. For tests. */
export function restorable({ sim }: TestApi, platform: Platform, present = true): { machine: Machine; backup: Backup } {
  const good = (machine: Machine): Backup | undefined =>
    sim.world
      .backupsOf(machine.guid)
      .findLast((backup) => isUsable(backup) && whyNotRestorable(sim.world, backup) === undefined);
  const machine = machineWhere(
    sim,
    (candidate) => candidate.platform === platform && candidate.present === present && good(candidate) !== undefined,
  );
  const backup = good(machine);
  if (backup === undefined) throw new Error('No backup');
  return { machine, backup };
}

/** The smallest restore-and-import that the platform takes, in the current dialect. */
export function importBody({ sim }: TestApi, machine: Machine, backup: Backup): Record<string, unknown> {
  const { world } = sim;
  const storage = [...world.storages.values()].find(({ guid }) => guid === machine.storageGuid)?.uuid;
  const cluster = world.clusters.get(machine.clusterGuid ?? '')?.uuid;
  const common = { backup: { guid: backup.guid }, backupLocation: null };
  switch (machine.platform) {
    case 'OPENSTACK': {
      const restoreProject = world.projects.get(machine.projectGuid ?? '');
      return {
        ...common,
        hypervisorManager: { guid: machine.managerGuid },
        restoreClusterId: cluster,
        restoreProject,
        restoreToOriginalVolumeType: true,
      };
    }
    case 'RHV':
      return {
        ...common,
        hypervisorManager: { guid: machine.managerGuid },
        restoreClusterId: cluster,
        restoreStorageId: storage,
        restoredDiskAllocationFormat: { name: 'SPARSE' },
      };
    case 'VCENTER':
      return {
        ...common,
        hypervisorManager: { guid: machine.managerGuid },
        restoreClusterId: cluster,
        restoreStorageId: storage,
        dataCenter: { name: 'Datacenter' },
      };
    case 'NUTANIX':
      return { ...common, hypervisorManager: { guid: machine.managerGuid }, restoreStorageId: storage };
    case 'PROXMOX':
    case 'HYPERV':
    case 'KVM':
      return { ...common, hypervisor: { guid: machine.hypervisorGuid }, restoreStorageId: storage };
  }
}

/** The task of an answer in the usual shape. */
export function taskIn({ sim }: TestApi, body: unknown): Task {
  const task = sim.world.tasks.get(String(at(body, 'guid')));
  if (task === undefined) throw new Error(`No task in ${JSON.stringify(body)}`);
  return task;
}

/** A mounted backup that is ready, and its first file system. */
export async function mounted(
  api: TestApi,
  changes: object = {},
): Promise<{ mount: MountedBackup; fileSystem: string }> {
  const { backup } = restorable(api, 'OPENSTACK');
  const answer = await api.send('POST', '/tasks/restore-and-mount', {
    backup: backup.guid,
    mode: 'AUTO',
    mountedFileSystems: [{ mountPath: '/mnt/x' }],
    ...changes,
  });
  const mount = api.sim.world.mounts.get(taskIn(api, answer.body).restore?.mountGuid ?? '');
  if (mount === undefined) throw new Error('No mount');
  until(api, () => mount.state === 'RUNNING');
  return { mount, fileSystem: mount.fileSystems[0]?.guid ?? '' };
}

/** Lets time pass until a condition holds; throws when it does not within ten minutes. */
export function until({ sim }: TestApi, done: () => boolean): void {
  for (let step = 0; step < 1200 && !done(); step += 1) pass(sim, 500);
  if (!done()) throw new Error('It did not happen within ten minutes');
}

/** The task of a type that belongs to the same restore. */
export function sibling({ sim }: TestApi, task: Task, type: Task['type']): Task | undefined {
  return [...sim.world.tasksOfWorkflow(task.workflowGuid ?? '')].find((other) => other.type === type);
}
