import { describe, expect, test } from 'vitest';

import { machineWhere, pass } from '@/simulator/testing/test-simulation';
import { defaultBehaviour } from '@/simulator/engine/simulation';

import { at, list, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

async function exportOf(api: TestApi, changes: Record<string, unknown> = {}) {
  const machine = machineWhere(api.sim, ({ present, policyGuid }) => present && policyGuid !== null);
  const destination = [...api.sim.world.destinations.keys()][0];
  const body = {
    protectedEntities: [{ guid: machine.guid }],
    backupType: { name: 'FULL' },
    backupDestination: { guid: destination },
    ...changes,
  };
  return { machine, destination, answer: await api.send('POST', '/tasks/export', body) };
}

describe('POST /tasks/export', () => {
  test('accepts the dialect of the guide: bare enum, bare guids, destination', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ present }) => present);
    const destination = [...api.sim.world.destinations.keys()][1];
    const answer = await api.send('POST', '/tasks/export', {
      protectedEntities: [machine.guid],
      backupType: 'FULL',
      backupDestination: destination,
      tenantId: 'x',
    });
    expect(answer.status).toBe(200);
    expect(at(answer.body, 0, 'backupDestination', 'guid')).toBe(destination);
  });

  test('accepts the current dialect: rules, protectedEntityType, async; the rule gives the destination', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ present, policyGuid }) => present && policyGuid !== null);
    const details = await api.send('POST', '/policies/vm-backup/list-by-entities', {
      protectedEntities: [machine.guid],
    });
    const rule = at(details.body, 0, 'rules', 0);
    const answer = await api.send('POST', '/tasks/export', {
      protectedEntities: [{ guid: machine.guid, name: 'x' }],
      protectedEntityType: 'VM',
      backupType: { name: 'FULL' },
      rules: [rule],
      async: true,
      windowStart: api.sim.timeline.now,
    });
    expect(at(answer.body, 0, 'backupDestination', 'guid')).toBe(
      at(rule, 'ruleBackupDestinations', 0, 'backupDestination', 'guid'),
    );
    const backup = await api.send('GET', `/backups/${String(at(answer.body, 0, 'backup', 'guid'))}`);
    expect(at(backup.body, 'backupRule', 'guid')).toBe(at(rule, 'guid'));
    expect(at(backup.body, 'status', 'name')).toBe('QUEUED');
    expect(backup.body).not.toHaveProperty('snapshotTime');
  });

  test('creates one task and one backup for every machine', async () => {
    const api = await testApi();
    const machines = [...api.sim.world.machines.values()].filter(({ present }) => present).slice(0, 5);
    const { answer } = await exportOf(api, { protectedEntities: machines.map(({ guid }) => ({ guid })) });
    expect(list(answer).map((task) => at(task, 'protectedEntity', 'guid'))).toEqual(machines.map(({ guid }) => guid));
    expect(new Set(list(answer).map((task) => at(task, 'backup', 'guid'))).size).toBe(5);
  });

  test('refuses invalid requests with 400, and an unknown machine with 404, and then has started nothing', async () => {
    const api = await testApi();
    const gone = machineWhere(api.sim, ({ present }) => !present);
    const alone = machineWhere(api.sim, ({ platform, present }) => platform === 'PROXMOX' && present);
    const cases: [Record<string, unknown>, number][] = [
      [{ backupDestination: null }, 400],
      [{ backupType: null }, 400],
      [{ backupType: 'SYNCHRONIZATION' }, 400],
      [{ protectedEntities: [] }, 400],
      [{ priority: 101 }, 400],
      [{ protectedEntityType: 'APP' }, 400],
      [{ protectedEntities: [{ guid: gone.guid }] }, 400],
      [{ protectedEntities: [{ guid: alone.guid }], backupType: 'INCREMENTAL' }, 400],
      [{ protectedEntities: [{ guid: 'nobody' }] }, 404],
    ];
    for (const [changes, status] of cases) {
      const { answer } = await exportOf(api, changes);
      expect([answer.status, typeof at(answer.body, 'message')]).toEqual([status, 'string']);
    }
    expect(api.sim.world.liveTasks.size).toBe(0);
  });

  test.each([
    ['array', (body: unknown) => at(body, 0, 'guid')],
    ['object', (body: unknown) => at(body, 'guid')],
    ['bulk', (body: unknown) => at(body, 'tasks', 0, 'guid')],
  ] as const)('answers with the shape %s', async (taskResponseShape, guidOf) => {
    const api = await testApi();
    api.sim.behaviour = { ...defaultBehaviour(), taskResponseShape };
    const { answer } = await exportOf(api);
    expect(api.sim.world.tasks.has(String(guidOf(answer.body)))).toBe(true);
  });

  test('can answer with nothing although it has started the task', async () => {
    const api = await testApi();
    api.sim.behaviour = { ...defaultBehaviour(), taskResponseShape: 'empty' };
    const { answer, machine } = await exportOf(api);
    expect([answer.status, answer.body]).toEqual([200, '']);
    expect(list(await api.send('GET', `/tasks?protected-entity=${machine.guid}&state=QUEUED`)).length).toBe(1);
  });
});

describe('tasks', () => {
  test('are found by the parameters of the guide and of the reference, by every reference they have', async () => {
    const api = await testApi();
    const { machine, answer, destination } = await exportOf(api);
    const task = list(answer)[0];
    pass(api.sim, 3000);
    const queries = [
      `protectedEntity=${machine.guid}`,
      `protected-entity=${machine.guid}`,
      `backup=${String(at(task, 'backup', 'guid'))}`,
      'state=RUNNING',
      'states=RUNNING&states=QUEUED',
      `workflow-execution=${String(at(task, 'workflowExecution', 'guid'))}`,
      `backup-destination=${destination ?? ''}&states=RUNNING`,
      `hypervisor=${machine.hypervisorGuid ?? ''}&state=RUNNING`,
      `hypervisor-manager=${machine.managerGuid ?? ''}&state=RUNNING`,
    ];
    for (const query of queries)
      expect(at((await api.send('GET', `/tasks?${query}`)).body, 0, 'guid')).toBe(at(task, 'guid'));
    expect(list(await api.send('GET', `/tasks?protectedEntity=${machine.guid}&type=STORE&state=RUNNING`))).toEqual([]);
  });

  test("have the old names of their types on a server of the guide's age, and are found by both", async () => {
    const api = await testApi();
    const manager = [...api.sim.world.managers.keys()][0];
    await api.send('POST', '/tasks/inventory-sync', { hypervisorManagers: [{ guid: manager }] });
    api.sim.behaviour = { ...defaultBehaviour(), dialect: 'guide' };
    for (const type of ['INDEX', 'INVENTORY_SYNC'])
      expect(at((await api.send('GET', `/tasks?type=${type}`)).body, 0, 'type', 'name')).toBe('INDEX');
  });

  test('in progress are cancelled by PUT, with the text that was sent; ended ones refuse as configured', async () => {
    const api = await testApi();
    const { answer } = await exportOf(api);
    const path = `/tasks/${String(at(answer.body, 0, 'guid'))}`;
    pass(api.sim, 4000);
    const cancel = { state: { name: 'CANCELLED' }, statusInfo: 'Stop' };
    expect((await api.send('PUT', `${path}/state`, cancel)).status).toBe(204);
    const task = (await api.send('GET', path)).body;
    expect([at(task, 'state', 'name'), at(task, 'statusInfo')]).toEqual(['CANCELLED', 'Stop']);
    for (const [cancelFinished, status] of [
      [400, 400],
      [409, 409],
      ['noop', 204],
    ] as const) {
      api.sim.behaviour = { ...defaultBehaviour(), cancelFinished };
      expect((await api.send('PUT', `${path}/state`, cancel)).status).toBe(status);
    }
    expect((await api.send('DELETE', path)).status).toBe(204);
    expect((await api.send('GET', path)).status).toBe(404);
  });

  test('of deletion remove the machine with its backups; a machine without backups is removed at once', async () => {
    const api = await testApi();
    const { world } = api.sim;
    const never = machineWhere(api.sim, ({ guid }) => world.backupsOf(guid).length === 0);
    expect(await api.send('POST', '/tasks/delete', { value: never.guid })).toMatchObject({ status: 200, body: [] });
    expect(world.machines.has(never.guid)).toBe(false);
    const gone = machineWhere(api.sim, ({ present }) => !present);
    expect(list(await api.send('POST', '/tasks/delete', { value: gone.guid })).length).toBe(1);
    pass(api.sim, 60_000);
    expect([world.machines.has(gone.guid), world.backupsOf(gone.guid).length]).toEqual([false, 0]);
  });
});
