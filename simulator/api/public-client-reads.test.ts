import { describe, expect, test } from 'vitest';

import { disksOf } from '@/simulator/engine/disks';
import { machineWhere, testSimulation } from '@/simulator/testing/test-simulation';
import { isUsable } from '@/simulator/model/backup';

import { at, list, mounted, restorable, testApi } from '@/simulator/testing/test-api';

/** What the vendor's own clients read and compute with. */

const HORIZON = (uuid: string): Record<string, string> => ({ '3rd-party': 'HORIZON', '3rd-party-project': uuid });
const names = (answers: unknown[], ...path: string[]): unknown[] => answers.map((answer) => at(answer, ...path));

describe('lists', () => {
  test('of policies have rules, destinations and counts also without extended', async () => {
    const api = await testApi();
    for (const policy of list(await api.send('GET', '/policies/vm-backup')))
      expect(policy).toMatchObject({
        rules: [{ guid: expect.any(String) as unknown }],
        ruleBackupDestinations: expect.arrayContaining([
          expect.objectContaining({ backupDestination: expect.anything() as unknown }),
        ]) as unknown,
        ruleCount: 1,
      });
  });

  test.each([
    ['/virtual-machines', 'vmBackupPolicy', 'vmBackupPolicy.name'],
    ['/virtual-machines', 'hypervisor.name', 'hypervisor.name'],
    ['/virtual-machines', 'lastSuccessfulBackupSize', 'lastSuccessfulBackupSize'],
    ['/policies/vm-backup', 'averageBackupSize', 'averageBackupSize'],
    ['/schedules', 'backupType.description', 'backupType.description'],
    ['/schedules', 'executionType', 'executionType.name'],
    ['/tasks', 'node.name', 'node.name'],
    ['/tasks', 'backupDestination.name', 'backupDestination.name'],
    ['/backups', 'type.description', 'type.description'],
    ['/hypervisors', 'cluster', 'cluster.name'],
    ['/nodes', 'name', 'name'],
    ['/hypervisor-clusters', 'name', 'name'],
  ])('%s are sorted by %s', async (path, orderBy, field) => {
    const api = await testApi();
    const folded = (value: unknown): string | number =>
      typeof value === 'number' ? value : typeof value === 'string' ? value.toLowerCase() : '';
    const keys = async (direction: string): Promise<(string | number)[]> =>
      names(list(await api.send('GET', `${path}?orderBy=${orderBy}&direction=${direction}`)), ...field.split('.')).map(
        folded,
      );
    const up = await keys('asc');
    const sorted = [...up].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
    expect(up).toEqual(sorted);
    expect(await keys('desc')).toEqual(sorted.reverse());
    expect(new Set(up).size).toBeGreaterThan(1);
  });

  test('all have pages and totals', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const paths = [
      '/mailing-lists',
      '/credential',
      '/restore-jobs',
      '/hypervisor-clusters',
      '/hypervisor-storages',
      '/network',
      '/network/shared',
      '/virtual-machine-flavors',
      '/nodes',
      '/projects',
      '/rules/vm-backup',
      '/policies/vm-snapshot',
      '/backup-locations',
      '/workflow-executions',
    ];
    const own = [
      `/virtual-machine-disks?virtual-machine=${machine.guid}`,
      `/snapshots?protected-entity=${machine.guid}`,
      `/backup-files?backup=${backup.guid}`,
      `/file-systems?backup=${backup.guid}`,
    ];
    for (const path of [...paths, ...own]) {
      const all = list(await api.send('GET', path));
      const page = await api.send(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}page=0&size=1&orderBy=undefined&direction=null&filter=`,
      );
      expect([path, list(page), page.headers.get('X-Total-Count')]).toEqual([
        path,
        all.slice(0, 1),
        String(all.length),
      ]);
    }
  });

  test('of workflows begin with running ones, and are empty once all tasks have been removed', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ present, policyGuid }) => present && policyGuid !== null);
    await api.send('POST', '/tasks/export', { protectedEntities: [machine.guid], backupType: 'FULL', rules: [null] });
    const first = list(await api.send('GET', '/workflow-executions?page=0&size=40&orderBy=state'));
    expect([at(first, 0, 'state', 'name'), at(first, 0, 'protectedEntity', 'guid')]).toEqual(['RUNNING', machine.guid]);
    await api.send('DELETE', '/tasks/all-finished');
    expect(names(list(await api.send('GET', '/workflow-executions')), 'state', 'name')).toEqual(['RUNNING']);
  });

  test('of workflows lose one whose last task was deleted', async () => {
    const api = await testApi();
    const [workflow] = list(await api.send('GET', '/workflow-executions'));
    const guid = String(at(workflow, 'guid'));
    for (const task of list(await api.send('GET', `/tasks?workflow-execution=${guid}`)))
      await api.send('DELETE', `/tasks/${String(at(task, 'guid'))}`);
    expect(names(list(await api.send('GET', '/workflow-executions')), 'guid')).not.toContain(guid);
  });

  test('of mounted backups are sorted by node', async () => {
    const api = await testApi();
    const { mount } = await mounted(api);
    const [first, second] = api.sim.world.nodes.values();
    for (const [index, node] of [second, first].entries())
      api.sim.world.mounts.set(`m${String(index)}`, {
        ...mount,
        guid: `m${String(index)}`,
        nodeGuid: node?.guid ?? null,
      });
    api.sim.world.mounts.delete(mount.guid);
    for (const [direction, expected] of [
      ['asc', [first?.name, second?.name]],
      ['desc', [second?.name, first?.name]],
    ] as const)
      expect(
        names(list(await api.send('GET', `/mounted-backups?orderBy=node&direction=${direction}`)), 'node', 'name'),
      ).toEqual(expected);
  });

  test('of rules are those of the policy in the parameter rule', async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const [policy] = api.sim.world.policies.values();
    expect(names(list(await api.send('GET', `/rules/vm-backup?rule=${policy?.guid ?? ''}`)), 'guid')).toEqual(
      policy?.ruleGuids,
    );
  });
});

describe('records', () => {
  test('of backups have a rule also on demand, and null where nothing was stored or done', async () => {
    const api = await testApi(testSimulation({ machines: 120 }));
    const backups = list(await api.send('GET', '/backups'));
    const failed = backups.find((backup) => at(backup, 'status', 'name') === 'FAILED');
    expect(failed).toMatchObject({
      size: null,
      taskTimeStats: { exportTime: expect.any(Number) as unknown, queuedStoreTime: null, storeTime: null },
    });
    const ofPolicies = backups.filter(
      (backup) => api.sim.world.machines.get(String(at(backup, 'protectedEntity', 'guid')))?.policyGuid != null,
    );
    expect(ofPolicies.every((backup) => at(backup, 'backupRule', 'guid') !== undefined)).toBe(true);
    for (const job of list(await api.send('GET', '/restore-jobs')))
      expect(Object.values(at(job, 'taskTimeStats') as object)).toHaveLength(6);
  });

  test("of a hypervisor name its node, and a policy's machines are complete", async () => {
    const api = await testApi();
    const [host] = api.sim.world.hypervisors.keys();
    expect(at((await api.send('GET', `/hypervisors/${host ?? ''}`)).body, 'node', 'name')).toMatch(/^sbr-node-/);
    const machine = machineWhere(api.sim, ({ policyGuid }) => policyGuid !== null);
    const policy = (await api.send('GET', `/policies/vm-backup/${machine.policyGuid ?? ''}`)).body;
    const record = (await api.send('GET', `/virtual-machines?uuid=${machine.uuid}`)).body;
    expect((at(policy, 'vms') as unknown[]).find((one) => at(one, 'guid') === machine.guid)).toEqual(at(record, 0));
  });

  test('of backups keep their original files and file systems', async () => {
    const api = await testApi(testSimulation({ machines: 60 }));
    const machine = machineWhere(
      api.sim,
      (one) =>
        api.sim.world.backupsOf(one.guid).some(isUsable) &&
        disksOf(api.sim, one).filter(({ supported }) => supported).length > 1,
    );
    const backup = api.sim.world.backupsOf(machine.guid).findLast(isUsable)?.guid ?? '';
    const held = async (): Promise<unknown[]> => [
      (await api.send('GET', `/backup-files?backup=${backup}`)).body,
      (await api.send('GET', `/file-systems?backup=${backup}`)).body,
      (await api.send('GET', `/backup-files/detailed/for-restore?backup=${backup}`)).body,
    ];
    const before = await held();
    const [disk] = list(await api.send('GET', `/virtual-machine-disks?virtual-machine=${machine.guid}`));
    await api.send('PUT', `/virtual-machine-disks/${String(at(disk, 'guid'))}/settings`, {
      ...(disk as object),
      excludedFromBackup: true,
    });
    expect(await held()).toEqual(before);
    expect(
      at(
        list(await api.send('GET', `/virtual-machine-disks?virtual-machine=${machine.guid}`)),
        0,
        'excludedFromBackup',
      ),
    ).toBe(true);
  });
});

describe('a request with the headers of a project', () => {
  test('gets its own statistics, report, chargeback and rules only', async () => {
    const api = await testApi(testSimulation({ machines: 60 }));
    const { world } = api.sim;
    const [acme] = world.projects.values();
    const own = [...world.machines.values()].filter(({ projectGuid }) => projectGuid === acme?.guid);
    const headers = HORIZON(acme?.uuid ?? '');
    const read = async (method: string, path: string, body?: unknown): Promise<unknown> =>
      (await api.send(method, `${path}?project-uuid=${acme?.uuid ?? ''}`, body, headers)).body;
    const counts = at(await read('GET', '/dashboard/protection'), 'vm') as Record<string, number>;
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(own.length);
    const report = at(await read('GET', '/dashboard/report'), 'backups', 'elements') as unknown[];
    expect(report.length).toBeGreaterThan(0);
    expect(new Set(names(report, 'protectedEntityGuid')).size).toBeLessThanOrEqual(own.length);
    expect(names(report, 'protectedEntityGuid').every((guid) => own.some((machine) => machine.guid === guid))).toBe(
      true,
    );
    const all = (await api.send('GET', '/dashboard/backup-stats')).body;
    expect(Number(at(await read('GET', '/dashboard/backup-stats'), 'successful'))).toBeLessThan(
      Number(at(all, 'successful')),
    );
    expect(
      names((await read('POST', '/chargeback-reporting/backup-size/vm', { groupBy: 'project' })) as unknown[], 'guid'),
    ).toEqual([acme?.guid]);
    expect(names((await read('GET', '/rules/vm-backup')) as unknown[], 'policy', 'name')).toEqual(['acme nightly']);
    const otherProjects = machineWhere(api.sim, ({ projectGuid }) => projectGuid !== acme?.guid);
    expect(list(await api.send('GET', `/virtual-machines?uuid=${otherProjects.uuid}`, undefined, headers))).toEqual([]);
  });
});
