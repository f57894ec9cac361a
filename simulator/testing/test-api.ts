import { whyNotRestorable } from '@/simulator/engine/backup-files';
import type { Simulation } from '@/simulator/engine/simulation';
import { machineWhere, pass, testSimulation } from './test-simulation';
import { createApiApp } from '@/simulator/http/api-app';
import { Capabilities } from '@/simulator/http/capabilities';
import { Faults } from '@/simulator/http/faults';
import { RequestLog } from '@/simulator/http/request-log';
import { Sessions } from '@/simulator/api/session';
import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { MountedBackup } from '@/simulator/model/restore-job';
import type { Platform } from '@/simulator/model/platform';
import type { Task } from '@/simulator/model/task';

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** JSON as a test reads it: any path, undefined for a missing one. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}

/** The body as a list; throws when it is none. */
export function list(answer: Answer): unknown[] {
  if (!Array.isArray(answer.body)) throw new Error(`Not a list: ${JSON.stringify(answer.body)}`);
  return answer.body as unknown[];
}

export interface TestApi {
  sim: Simulation;
  sessions: Sessions;
  requestLog: RequestLog;
  faults: Faults;
  capabilities: Capabilities;
  /** Sends a request with the session's cookie. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** The API in this process, with a session. For tests. */
export async function testApi(sim: Simulation = testSimulation()): Promise<TestApi> {
  const parts = {
    sim,
    sessions: new Sessions('portal', 'secret'),
    requestLog: new RequestLog(),
    faults: new Faults(),
    capabilities: new Capabilities(),
  };
  const app = createApiApp(parts);
  let cookie = '';
  const send: TestApi['send'] = async (method, path, body, headers = {}) => {
    const response = await app.request(`https://simulator.test/api${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text, headers: response.headers };
  };
  await send('POST', '/session/login', { login: 'portal', password: 'secret' });
  return { ...parts, send };
}

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

/** The smallest restore-and-import request that the platform accepts, in the current dialect. */
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

/** The task of a response in the usual shape. */
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
