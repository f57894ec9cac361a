import { describe, expect, test } from 'vitest';

import { removeFiles } from '@/simulator/engine/retention';
import { testSimulation } from '@/simulator/testing/test-simulation';
import type { Platform } from '@/simulator/model/platform';

import { at, importBody, list, restorable, sibling, taskIn, testApi, until } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

const IMPORT = '/tasks/restore-and-import';

async function syncNow(api: TestApi, managerGuid: string | null): Promise<void> {
  const answer = await api.send('POST', '/tasks/inventory-sync', { hypervisorManagers: [{ guid: managerGuid }] });
  const guid = String(at(answer.body, 0, 'guid'));
  until(api, () => api.sim.world.tasks.get(guid)?.state === 'FINISHED');
}

const machinesNamed = async (api: TestApi, name: string): Promise<unknown[]> =>
  list(await api.send('GET', '/virtual-machines')).filter((machine) => at(machine, 'name') === name);

describe('restore and import', () => {
  test('goes from queued through RESTORE and IMPORT to a machine that the next inventory sync shows', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const answer = await api.send('POST', IMPORT, {
      ...importBody(api, machine, backup),
      restoredPeName: 'back-again',
      powerOnAfterRestore: true,
    });
    expect(answer.status).toBe(200);
    expect([
      at(answer.body, 'type', 'name'),
      at(answer.body, 'restoreType', 'name'),
      at(answer.body, 'powerOnAfterRestore'),
    ]).toEqual(['RESTORE', 'RESTORE_AND_IMPORT', true]);
    expect(answer.body).not.toHaveProperty('dstProtectedEntity');
    const task = taskIn(api, answer.body);
    const job = async (): Promise<unknown> =>
      at((await api.send('GET', `/restore-jobs?protected-entity=${machine.guid}`)).body, 0);
    expect(at(await job(), 'status', 'name')).toBe('QUEUED');
    until(api, () => task.state === 'RUNNING');
    expect(at(await job(), 'status', 'name')).toBe('INPROGRESS');
    expect(sibling(api, task, 'IMPORT')).toBeUndefined();
    until(api, () => task.state === 'FINISHED');
    const imported = sibling(api, task, 'IMPORT');
    expect(imported?.windowEnd).toBe((imported?.windowStart ?? 0) + 3_600_000);
    until(api, () => imported?.state === 'FINISHED');
    expect(await job()).toMatchObject({
      status: { name: 'SUCCESS' },
      restoreType: { name: 'RESTORE_AND_IMPORT' },
      backup: { guid: backup.guid },
      taskTimeStats: { restoreTime: expect.any(Number) as unknown, importTime: expect.any(Number) as unknown },
    });
    const made = at((await api.send('GET', `/tasks/${imported?.guid ?? ''}`)).body, 'dstProtectedEntity');
    expect(made).toMatchObject({ name: 'back-again', type: { name: 'VM' } });
    expect(await machinesNamed(api, 'back-again')).toEqual([]);
    await syncNow(api, machine.managerGuid);
    const [restored] = await machinesNamed(api, 'back-again');
    expect(restored).toMatchObject({
      guid: at(made, 'guid'),
      present: true,
      project: { guid: machine.projectGuid },
      hvCluster: { guid: machine.clusterGuid },
    });
    expect([at(restored, 'guid'), at(restored, 'uuid')]).not.toContain(machine.guid);
    expect(restored).not.toHaveProperty('vmBackupPolicy');
    expect(at((await api.send('GET', `/virtual-machines/${machine.guid}`)).body, 'restoreStatus')).toBe('SUCCESS');
    expect(list(await api.send('GET', `/tasks?restore-job=${String(at(await job(), 'guid'))}`)).length).toBe(2);
  });

  test('shows the machine at once where configured, with the original name and in another project', async () => {
    const api = await testApi(testSimulation({ behaviour: { appearAfter: 'import' } }));
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const other = [...api.sim.world.projects.values()].find(({ guid }) => guid !== machine.projectGuid);
    const body = { ...importBody(api, machine, backup), restoreProject: other?.name, backupLocation: null };
    const task = taskIn(api, (await api.send('POST', IMPORT, body)).body);
    until(api, () => sibling(api, task, 'IMPORT')?.state === 'FINISHED');
    const named = await machinesNamed(api, machine.name);
    expect(named.map((found) => at(found, 'project', 'guid')).sort()).toEqual(
      [machine.projectGuid, other?.guid].sort(),
    );
  });

  test.each(['RHV', 'VCENTER', 'NUTANIX', 'PROXMOX', 'HYPERV', 'KVM'] satisfies Platform[])(
    'works for %s with its own fields',
    async (platform) => {
      const api = await testApi(testSimulation({ machines: 120, behaviour: { appearAfter: 'import' } }));
      const { machine, backup } = restorable(api, platform);
      const task = taskIn(
        api,
        (await api.send('POST', IMPORT, { ...importBody(api, machine, backup), restoredPeName: 'again' })).body,
      );
      until(api, () => sibling(api, task, 'IMPORT')?.state === 'FINISHED');
      expect(await machinesNamed(api, 'again')).toMatchObject([
        { [platform === 'RHV' ? 'hvmType' : 'type']: { name: platform === 'RHV' ? 'RHV' : 'VM' } },
      ]);
    },
  );

  test("accepts a deleted machine, bare guids, a location instead of a backup, and the first plug-in's own field", async () => {
    const api = await testApi(testSimulation({ machines: 120 }));
    const { machine, backup } = restorable(api, 'OPENSTACK', false);
    const location = at(
      (await api.send('GET', `/backup-locations?protected-entity=${machine.guid}&location-status=PRESENT`)).body,
      0,
    );
    const bare = {
      ...importBody(api, machine, backup),
      backup: backup.guid,
      hypervisorManager: machine.managerGuid,
      dstProtectedEntity: { guid: machine.guid },
    };
    const answer = await api.send('POST', IMPORT, bare);
    expect(at(answer.body, 'dstProtectedEntity', 'name')).toBe(machine.name);
    const located = await api.send('POST', IMPORT, {
      ...importBody(api, machine, backup),
      backup: null,
      backupLocation: location,
    });
    expect(at(located.body, 'backup', 'guid')).toBe(at(location, 'backup', 'guid'));
    const mismatch = restorable(api, 'RHV').backup.guid;
    expect((await api.send('POST', IMPORT, { ...bare, backup: mismatch, backupLocation: location })).status).toBe(400);
  });

  test('accepts cluster and storage by uuid or guid, and disks with their own storage or excluded', async () => {
    const api = await testApi(testSimulation({ machines: 120, behaviour: { appearAfter: 'import' } }));
    const { world } = api.sim;
    const { machine, backup } = restorable(api, 'RHV');
    const storages = [...world.storages.values()].filter(({ managerGuid }) => managerGuid === machine.managerGuid);
    const files = list(await api.send('GET', `/backup-files/detailed/for-restore?backup=${backup.guid}`)).filter(
      (file) => at(file, 'vmDisk') !== undefined,
    );
    const taskFiles = files.map((file, index) => ({
      backupFile: file,
      storageId: index === 0 ? storages[1]?.guid : storages[0]?.uuid,
    }));
    const body = {
      ...importBody(api, machine, backup),
      restoreClusterId: machine.clusterGuid,
      restoreStorageId: '',
      taskFiles,
      restoredPeName: 'per-disk',
    };
    const task = taskIn(api, (await api.send('POST', IMPORT, body)).body);
    until(api, () => sibling(api, task, 'IMPORT')?.state === 'FINISHED');
    const guid = String(at((await machinesNamed(api, 'per-disk'))[0], 'guid'));
    expect(
      at((await api.send('GET', `/virtual-machine-disks?virtual-machine=${guid}`)).body, 0, 'originalStorage', 'guid'),
    ).toBe(storages[1]?.guid);
  });
});

describe('names at the target', () => {
  test('may be equal in OpenStack, where overwriting removes every machine of that name in that project only', async () => {
    const api = await testApi(testSimulation({ behaviour: { appearAfter: 'import' } }));
    const { machine, backup } = restorable(api, 'OPENSTACK');
    for (const overwrite of [false, true]) {
      const task = taskIn(
        api,
        (await api.send('POST', IMPORT, { ...importBody(api, machine, backup), overwrite })).body,
      );
      until(api, () => sibling(api, task, 'IMPORT')?.state === 'FINISHED');
      const present = (await machinesNamed(api, machine.name)).filter((found) => at(found, 'present') === true);
      expect(present.length).toBe(overwrite ? 1 : 2);
    }
    expect(machine.present).toBe(false);
  });

  test('make an import into oVirt fail, also for a machine that is not in the inventory yet, unless it may overwrite', async () => {
    const api = await testApi(testSimulation({ machines: 120 }));
    const { machine, backup } = restorable(api, 'RHV');
    const results: unknown[] = [];
    for (const [restoredPeName, overwrite] of [
      [null, false],
      ['twin', false],
      ['twin', false],
      ['twin', true],
    ] as const) {
      const task = taskIn(
        api,
        (await api.send('POST', IMPORT, { ...importBody(api, machine, backup), restoredPeName, overwrite })).body,
      );
      until(api, () => ['FINISHED', 'FAILED'].includes(sibling(api, task, 'IMPORT')?.state ?? ''));
      results.push(sibling(api, task, 'IMPORT')?.state);
    }
    expect(results).toEqual(['FAILED', 'FINISHED', 'FAILED', 'FINISHED']);
    const statuses = list(await api.send('GET', `/restore-jobs?protected-entity=${machine.guid}`)).map((job) =>
      at(job, 'status', 'name'),
    );
    expect(statuses.slice(0, 4)).toEqual(['SUCCESS', 'FAILED', 'SUCCESS', 'FAILED']);
  });
});

describe('a restore is refused', () => {
  const wrong: [string, Platform, Record<string, unknown>][] = [
    ['without cluster', 'OPENSTACK', { restoreClusterId: null }],
    ['into an unknown project', 'OPENSTACK', { restoreProject: 'nobody' }],
    ['with no volume type at all', 'OPENSTACK', { restoreToOriginalVolumeType: false }],
    ['into a network of another project', 'OPENSTACK', { restoredNetworks: [{ network: { guid: 'x' } }] }],
    ['with an unknown flavor', 'OPENSTACK', { restoreVmFlavor: { guid: 'x' } }],
    ['without storage', 'RHV', { restoreStorageId: '' }],
    ['without disk allocation format', 'RHV', { restoredDiskAllocationFormat: null }],
    ['with an unknown cluster', 'RHV', { restoreClusterId: 'x' }],
    ['with another data center', 'VCENTER', { dataCenter: { name: 'x' } }],
    ['with a file of another backup', 'VCENTER', { taskFiles: [{ backupFile: { guid: 'x' } }] }],
    ['without storage', 'PROXMOX', { restoreStorageId: null }],
  ];
  test.each(wrong)('%s (%s), or its import fails where the server checks nothing', async (_, platform, change) => {
    const api = await testApi(testSimulation({ machines: 60 }));
    const { machine, backup } = restorable(api, platform);
    const body = { ...importBody(api, machine, backup), ...change };
    const refusal = await api.send('POST', IMPORT, body);
    expect([refusal.status, api.sim.world.liveTasks.size]).toEqual([400, 0]);
    api.sim.behaviour = { ...api.sim.behaviour, restoreValidation: 'realistic' };
    const task = taskIn(api, (await api.send('POST', IMPORT, body)).body);
    until(api, () => sibling(api, task, 'IMPORT')?.state === 'FAILED');
    expect(sibling(api, task, 'IMPORT')?.statusInfo).toBe(at(refusal.body, 'message'));
  });

  test('when both or neither of manager and hypervisor are given, or nothing to restore, or an unknown object', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const body = importBody(api, machine, backup);
    const status = async (change: object): Promise<number> =>
      (await api.send('POST', IMPORT, { ...body, ...change })).status;
    expect(await status({ hypervisor: { guid: machine.hypervisorGuid } })).toBe(400);
    expect(await status({ hypervisorManager: null })).toBe(400);
    expect(await status({ backup: null })).toBe(400);
    expect(await status({ backup: { guid: 'x' } })).toBe(404);
    expect(await status({ hypervisorManager: { guid: 'x' } })).toBe(404);
    expect(api.sim.world.liveTasks.size).toBe(0);
  });

  test('once the files of its chain are deleted; deleted after the submission they make it fail', async () => {
    const api = await testApi(testSimulation({ machines: 120 }));
    const { world } = api.sim;
    const { machine } = restorable(api, 'OPENSTACK');
    const backup = world.allBackups().findLast(({ parentGuid, status, machineGuid }) => {
      const parent = world.backups.get(parentGuid ?? '');
      return (
        status === 'SUCCESS' &&
        parent?.status === 'SUCCESS' &&
        world.machines.get(machineGuid)?.platform === machine.platform
      );
    });
    const source = world.machines.get(backup?.machineGuid ?? '');
    const parent = world.backups.get(backup?.parentGuid ?? '');
    if (backup === undefined || source === undefined || parent === undefined) throw new Error('No chain');
    const body = importBody(api, source, backup);
    const task = taskIn(api, (await api.send('POST', IMPORT, body)).body);
    removeFiles(parent, 'PRIMARY');
    removeFiles(parent, 'SECONDARY');
    until(api, () => task.state === 'FAILED');
    expect(sibling(api, task, 'IMPORT')).toBeUndefined();
    expect((await api.send('POST', IMPORT, body)).status).toBe(400);
    expect((await api.send('POST', IMPORT, { ...body, backup: { guid: parent.guid } })).status).toBe(400);
  });

  test('outside the project of the scope headers, which also choose the project when none is given', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const { projects } = api.sim.world;
    const own = projects.get(machine.projectGuid ?? '')?.uuid ?? '';
    const other = [...projects.values()].find(({ uuid }) => uuid !== own);
    const body = importBody(api, machine, backup);
    const scope = (uuid: string): Record<string, string> => ({ '3rd-party': 'HORIZON', '3rd-party-project': uuid });
    expect((await api.send('POST', IMPORT, body, scope(other?.uuid ?? ''))).status).toBe(403);
    expect((await api.send('POST', IMPORT, { ...body, restoreProject: other?.name }, scope(own))).status).toBe(403);
    expect((await api.send('POST', IMPORT, { ...body, restoreProject: null }, scope(own))).status).toBe(200);
  });
});

describe('restores', () => {
  test('that are cancelled start no import, and the job names the reason', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const task = taskIn(api, (await api.send('POST', IMPORT, importBody(api, machine, backup))).body);
    until(api, () => task.state === 'RUNNING');
    await api.send('PUT', `/tasks/${task.guid}/state`, { state: { name: 'CANCELLED' }, statusInfo: 'Not that one' });
    until(api, () => !task.holdsSlot);
    until(api, () => api.sim.world.liveTasks.size === 0);
    expect(sibling(api, task, 'IMPORT')).toBeUndefined();
    expect(at((await api.send('GET', `/restore-jobs?protected-entity=${machine.guid}`)).body, 0)).toMatchObject({
      status: { name: 'FAILED' },
      statusInfo: 'Not that one',
    });
  });

  test('to a node are one RESTORE task on that node', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const node = at((await api.send('GET', `/nodes?backup-to-be-restored=${backup.guid}`)).body, 1);
    const body = { backup: { guid: backup.guid }, node, restorePath: '/vprotect_data' };
    const task = taskIn(api, (await api.send('POST', '/tasks/restore', body)).body);
    until(api, () => task.state === 'FINISHED');
    expect([task.nodeGuid, api.sim.world.tasksOfWorkflow(task.workflowGuid ?? '').size]).toEqual([at(node, 'guid'), 1]);
    expect(
      at((await api.send('GET', `/restore-jobs?protected-entity=${machine.guid}`)).body, 0, 'restoreType', 'name'),
    ).toBe('RESTORE');
    expect((await api.send('POST', '/tasks/restore', { ...body, node: { guid: 'x' } })).status).toBe(404);
  });

  test.each([
    ['object', ['guid']],
    ['array', [0, 'guid']],
    ['bulk', ['tasks', 0, 'guid']],
  ] as const)('answer with the shape %s', async (restoreResponseShape, path) => {
    const api = await testApi(testSimulation({ behaviour: { restoreResponseShape } }));
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const { body } = await api.send('POST', IMPORT, importBody(api, machine, backup));
    expect(api.sim.world.tasks.has(String(at(body, ...path)))).toBe(true);
  });

  test('fail at full storage, and as configured by a test: in the import after a good restore', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    for (const storage of api.sim.world.storages.values()) storage.full = true;
    const full = taskIn(api, (await api.send('POST', IMPORT, importBody(api, machine, backup))).body);
    until(api, () => sibling(api, full, 'IMPORT')?.state === 'FAILED');
    expect(sibling(api, full, 'IMPORT')?.statusInfo).toContain('space');
    for (const storage of api.sim.world.storages.values()) storage.full = false;
    api.sim.nextRestore.set(machine.guid, [{ fail: 'import', atPercent: 60, message: 'It broke' }]);
    const ordered = taskIn(api, (await api.send('POST', IMPORT, importBody(api, machine, backup))).body);
    until(api, () => sibling(api, ordered, 'IMPORT')?.state === 'FAILED');
    expect([
      ordered.state,
      sibling(api, ordered, 'IMPORT')?.progress,
      sibling(api, ordered, 'IMPORT')?.statusInfo,
    ]).toEqual(['FINISHED', 60, 'It broke']);
    expect(api.sim.nextRestore.size).toBe(0);
    expect(list(await api.send('GET', '/virtual-machines')).length).toBe(40);
  });
});
