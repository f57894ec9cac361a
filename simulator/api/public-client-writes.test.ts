import { describe, expect, test } from 'vitest';

import { machineWhere, pass, testSimulation } from '@/simulator/testing/test-simulation';
import type { Machine } from '@/simulator/model/machine';

import { at, importBody, list, restorable, taskIn, testApi } from '@/simulator/testing/test-api';
import type { Answer, TestApi } from '@/simulator/testing/test-api';

/** Requests as the vendor's own clients send them: a real server accepts them, so this one does. */

const HOUR = 3_600_000;
const retention = {
  keepLastBackupWhenSourceStillExists: false,
  retentionKeepLastNFull: 4,
  retentionKeepFullNewerThan: 2_592_000_000,
};
/** The destination of a form in which none was chosen. */
const unchosen = { nodeConfigs: [], defaultBackupDestination: false, projects: [], visibleForAllVms: true };

function newPolicy({ sim }: TestApi, changes: object = {}): Record<string, unknown> {
  const [destination] = sim.world.destinations.values();
  const primary = {
    roleType: { name: 'PRIMARY', description: 'PRIMARY' },
    backupDestination: destination,
    backupRetentionSettings: retention,
    daysToKeepRetentionLock: 0,
  };
  const secondary = {
    ...primary,
    roleType: { name: 'SECONDARY', description: 'SECONDARY' },
    backupDestination: unchosen,
  };
  return {
    name: 'from a form',
    active: true,
    priority: 50,
    vms: [],
    autoRemoveNonPresent: false,
    backupRetryCount: 0,
    autoAssignSettings: { mode: { name: 'DISABLED', description: 'Disabled' }, includeTags: [], hvClusters: [] },
    rules: [
      {
        name: 'Default',
        active: true,
        position: 0,
        schedules: [],
        backupDestinations: [],
        isNotSaved: true,
        ruleBackupDestinations: [primary, secondary],
      },
    ],
    executeAutoAssignmentAfterSavingPolicy: true,
    ...changes,
  };
}

const statusOf = ({ status, body }: Answer): unknown[] => [status, at(body, 'message')];

describe('policies of a form', () => {
  test('have a secondary without active and destination, which is ignored, and a primary without active, which is active', async () => {
    const api = await testApi();
    const { status, body } = await api.send('POST', '/policies/vm-backup', newPolicy(api));
    expect(status).toBe(201);
    expect(at(body, 'rules', 0, 'ruleBackupDestinations')).toEqual([
      expect.objectContaining({ active: true, roleType: expect.objectContaining({ name: 'PRIMARY' }) as unknown }),
    ]);
  });

  test('send numbers as text, and an empty text for a cleared one', async () => {
    const api = await testApi();
    const numbers = {
      priority: '77',
      backupRetryCount: '2',
      failRemainingBackupTasksExportThreshold: '40',
      failRemainingBackupTasksStoreThreshold: '',
    };
    const { status, body } = await api.send('POST', '/policies/vm-backup', newPolicy(api, numbers));
    expect(status).toBe(201);
    expect(body).toMatchObject({ priority: 77, backupRetryCount: 2, failRemainingBackupTasksExportThreshold: 40 });
    expect(body).not.toHaveProperty('failRemainingBackupTasksStoreThreshold');
    const own = at(body, 'rules', 0) as { guid: string; ruleBackupDestinations: object[] };
    const limits = { retentionKeepLastNFull: '7', retentionKeepFullNewerThan: '', retentionKeepLastNIncremental: '12' };
    const entry = { ...own.ruleBackupDestinations[0], daysToKeepRetentionLock: '3', backupRetentionSettings: limits };
    const changed = await api.send('PUT', `/rules/vm-backup/${own.guid}`, { ...own, ruleBackupDestinations: [entry] });
    expect(at(changed.body, 'ruleBackupDestinations', 0)).toMatchObject({
      daysToKeepRetentionLock: 3,
      backupRetentionSettings: { retentionKeepLastNFull: 7, retentionKeepLastNIncremental: 12 },
    });
    expect(at(changed.body, 'ruleBackupDestinations', 0, 'backupRetentionSettings')).not.toHaveProperty(
      'retentionKeepFullNewerThan',
    );
  });

  test('of the first clients have no priority and rules with bare destinations', async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const body = {
      name: 'first',
      autoRemoveNonPresent: true,
      autoAssignSettings: { mode: 'DISABLED' },
      vms: [],
      tenantId: 't',
      failRemainingBackupTasksExportThreshold: 100,
    };
    const made = await api.send('POST', '/policies/vm-backup', body);
    expect([made.status, at(made.body, 'priority')]).toEqual([201, 50]);
    const rule = {
      name: 'Default',
      schedules: [],
      backupDestinations: [[...api.sim.world.destinations.keys()][0]],
      policy: at(made.body, 'guid'),
    };
    expect((await api.send('POST', '/rules/vm-backup', rule)).status).toBe(201);
    const own = list(await api.send('GET', '/policies/vm-backup?tenant-id=t'));
    expect([own.length, (at(own, 0, 'rules') as unknown[]).length]).toEqual([1, 1]);
  });
});

describe('schedules of a form', () => {
  const schedule = {
    name: 'i',
    active: true,
    type: { name: 'VM_BACKUP' },
    backupType: { name: 'FULL' },
    daysOfWeek: [{ name: 'MONDAY' }],
    months: [],
    dayOfWeekOccurrences: [],
    rules: [null],
  };

  test('have intervals over midnight, and keep their window', async () => {
    const api = await testApi();
    const interval = { startHour: 82_800_000, endHour: 79_140_000, frequency: 7_200_000 };
    const made = await api.send('POST', '/schedules', {
      ...schedule,
      executionType: { name: 'INTERVAL' },
      hour: null,
      interval,
      startWindowLength: 18_000_000,
    });
    expect([made.status, at(made.body, 'startWindowLength'), at(made.body, 'interval')]).toEqual([
      201,
      18_000_000,
      interval,
    ]);
    const without = await api.send('POST', '/schedules', {
      ...schedule,
      name: 'j',
      executionType: 'INTERVAL',
      hour: null,
      interval,
      startWindowLength: null,
    });
    expect(at(without.body, 'startWindowLength')).toBe(0);
    expect((await api.send('PUT', `/schedules/${String(at(without.body, 'guid'))}`, without.body)).status).toBe(200);
    const { rules } = api.sim.world;
    const rule = [...rules.keys()][0] ?? '';
    await api.send('PUT', `/schedules/${String(at(made.body, 'guid'))}`, { ...(made.body as object), rules: [rule] });
    pass(api.sim, 24 * HOUR);
    // Monday 23:00 and then every two hours of Tuesday.
    expect(at((await api.send('GET', `/schedules/${String(at(made.body, 'guid'))}`)).body, 'lastRun')).toBe(
      Date.parse('2026-03-03T11:00:00Z'),
    );
  });

  test('of the first clients have times outside the day, and both an hour and an interval', async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const times = {
      hour: -HOUR,
      interval: { startHour: -HOUR, endHour: 82_799_000, frequency: 7_200_000 },
      startWindowLength: 18_000_000,
    };
    const made = await api.send('POST', '/schedules', { ...schedule, executionType: 'INTERVAL', ...times });
    expect([made.status, at(made.body, 'interval', 'startHour')]).toEqual([201, 23 * HOUR]);
  });
});

describe('settings of a machine as a form has them', () => {
  test('have an empty credential for none, and text for the port', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ present }) => present);
    const whole = (await api.send('GET', `/virtual-machines/${machine.guid}`)).body as object;
    const settings = {
      ...whole,
      credential: { name: '' },
      snapshotMgmtPolicy: { name: '' },
      sshPort: '',
      preSnapIgnoredExitCodes: '5',
      preCommand: [],
    };
    const answer = await api.send('PUT', `/virtual-machines/${machine.guid}/settings`, settings);
    expect(statusOf(answer)).toEqual([200, undefined]);
    expect(answer.body).not.toHaveProperty('credential');
    expect(
      at(
        (await api.send('PUT', `/virtual-machines/${machine.guid}/settings`, { ...whole, sshPort: '22' })).body,
        'sshPort',
      ),
    ).toBe(22);
    expect(
      (
        await api.send('PUT', `/virtual-machines/${machine.guid}/settings`, {
          ...whole,
          vmBackupPolicy: { name: 'Gold' },
        })
      ).status,
    ).toBe(400);
  });
});

describe('backups of several machines', () => {
  const present = ({ sim }: TestApi, test: (machine: Machine) => boolean): Machine =>
    machineWhere(sim, (machine) => machine.present && test(machine));
  const send = (api: TestApi, machines: unknown[], changes: object = {}): Promise<Answer> =>
    api.send('POST', '/tasks/export', {
      protectedEntities: machines,
      protectedEntityType: 'VM',
      backupType: { name: 'FULL' },
      priority: '50',
      retryCount: '',
      rules: [null],
      async: true,
      ...changes,
    });

  test('start for machines that can be backed up, and are refused when none can', async () => {
    const api = await testApi(testSimulation({ behaviour: { taskResponseShape: 'bulk' } }));
    const gone = machineWhere(api.sim, (machine) => !machine.present);
    const alone = present(api, ({ platform }) => platform === 'PROXMOX');
    const able = present(api, ({ platform, policyGuid }) => platform === 'RHV' && policyGuid !== null);
    const both = (await send(api, [gone, able])).body;
    expect([
      at(both, 'successful', 0, 'guid'),
      at(both, 'unsuccessful', 0, 'guid'),
      (at(both, 'tasks') as unknown[]).length,
    ]).toEqual([able.guid, gone.guid, 1]);
    const incremental = (await send(api, [alone, able], { backupType: 'INCREMENTAL' })).body;
    expect([(at(incremental, 'tasks') as unknown[]).length, at(incremental, 'unsuccessful', 0, 'guid')]).toEqual([
      1,
      alone.guid,
    ]);
    expect([
      (await send(api, [gone])).status,
      (await send(api, [alone], { backupType: 'INCREMENTAL' })).status,
    ]).toEqual([400, 400]);
  });

  test("without a rule use that of the machine's policy, or the default destination", async () => {
    const api = await testApi();
    const assigned = present(api, ({ policyGuid }) => policyGuid !== null);
    const free = present(api, ({ policyGuid }) => policyGuid === null);
    const [rule] = api.sim.world.policyOf(assigned)?.ruleGuids ?? [];
    const answer = await send(api, [assigned, free]);
    expect(answer.status).toBe(200);
    const backups = await Promise.all(
      [0, 1].map((index) => api.send('GET', `/backups/${String(at(answer.body, index, 'backup', 'guid'))}`)),
    );
    expect(backups.map(({ body }) => at(body, 'backupRule', 'guid'))).toEqual([rule, undefined]);
    expect(at(answer.body, 1, 'backupDestination', 'name')).toBe('backup-store-01');
  });
});

describe('restores', () => {
  const IMPORT = '/tasks/restore-and-import';

  test('without project and headers use the original project, and cards without a network keep theirs', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const [card] = at((await api.send('GET', `/backups/${backup.guid}`)).body, 'networkInterfaceCards') as {
      guid: string;
    }[];
    const { restoreProject: _, ...body } = importBody(api, machine, backup);
    const answer = await api.send('POST', IMPORT, {
      ...body,
      restoredNetworks: [{ networkInterfaceCard: card }],
      dataCenter: undefined,
      baseImage: {},
    });
    expect(answer.status).toBe(200);
    const order = api.sim.world.restoreJobs.get(taskIn(api, answer.body).restore?.jobGuid ?? '')?.order;
    expect([order?.target?.projectGuid, order?.target?.networkGuids]).toEqual([
      machine.projectGuid,
      machine.networkGuids,
    ]);
  });

  test('of the first clients name a bare backup and the project, and no cluster', async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const [manager] = list(await api.send('GET', `/hypervisor-managers/?backup-to-be-restored=${backup.guid}`));
    const answer = await api.send('POST', IMPORT, {
      backup: backup.guid,
      dstProtectedEntity: { guid: machine.guid, type: 'VM' },
      hypervisorManager: { guid: at(manager, 'guid') },
      restoredPeName: '',
      restoreStorageId: '',
      restoreProject: api.sim.world.projects.get(machine.projectGuid ?? '')?.name,
      tenantId: 't',
    });
    expect([answer.status, at(answer.body, 'dstProtectedEntity', 'name')]).toEqual([200, machine.name]);
  });

  test('to a vCenter need no data center', async () => {
    const api = await testApi(testSimulation({ machines: 60 }));
    const { machine, backup } = restorable(api, 'VCENTER');
    const { dataCenter: _, ...body } = importBody(api, machine, backup);
    expect((await api.send('POST', IMPORT, body)).status).toBe(200);
  });
});
