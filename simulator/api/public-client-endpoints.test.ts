import { describe, expect, test } from 'vitest';

import { machineWhere, pass, testSimulation } from '@/simulator/testing/test-simulation';
import { cleanUpBackups } from '@/simulator/engine/retention';
import { isUsable } from '@/simulator/model/backup';

import { at, list, mounted, restorable, testApi, until } from '@/simulator/testing/test-api';

const DAY = 86_400_000;

describe('mailing lists', () => {
  test('are created, listed, used by a policy and removed from it', async () => {
    const api = await testApi();
    const empty = await api.send('GET', '/mailing-lists?page=0&size=10');
    expect([empty.body, empty.headers.get('X-Total-Count')]).toEqual([[], '0']);
    const made = await api.send('POST', '/mailing-lists', {
      name: 'Ops',
      recipients: ['a@example.org', '', 'b@example.org'],
    });
    const guid = String(at(made.body, 'guid'));
    expect([made.status, made.body]).toEqual([
      201,
      { guid, name: 'Ops', recipients: ['a@example.org', 'b@example.org'], recipientCount: 2 },
    ]);
    expect((await api.send('POST', '/mailing-lists', { name: 'ops', recipients: [] })).status).toBe(409);
    expect(
      (await api.send('PUT', `/mailing-lists/${guid}`, { name: 'Operators', recipients: null })).body,
    ).toMatchObject({ name: 'Operators', recipientCount: 0 });
    const body = {
      name: 'p',
      priority: 50,
      autoAssignSettings: { mode: 'DISABLED' },
      dailyReportEnabled: true,
      mailingList: { guid },
    };
    const policy = await api.send('POST', '/policies/vm-backup', body);
    expect(at(policy.body, 'mailingList')).toEqual({ guid, name: 'Operators' });
    expect(
      (await api.send('POST', '/policies/vm-backup', { ...body, name: 'q', mailingList: { guid: 'x' } })).status,
    ).toBe(404);
    expect((await api.send('DELETE', `/mailing-lists/${guid}`)).status).toBe(204);
    expect((await api.send('GET', `/policies/vm-backup/${String(at(policy.body, 'guid'))}`)).body).not.toHaveProperty(
      'mailingList',
    );
    expect((await api.send('GET', `/mailing-lists/${guid}`)).status).toBe(404);
  });
});

describe('credentials', () => {
  test('are assigned to machines and never show a secret, also not in the request log', async () => {
    const api = await testApi();
    const secrets = { password: 'geheim-1', secretKey: 'geheim-2', sshKey: 'geheim-3' };
    const made = await api.send('POST', '/credential', { name: 'root', user: 'root', sshKeyPath: '', ...secrets });
    const guid = String(at(made.body, 'guid'));
    expect([made.status, made.body]).toEqual([201, { guid, name: 'root', user: 'root' }]);
    expect(
      (await api.send('PUT', `/credential/${guid}`, { guid, name: 'admin', user: 'admin', ...secrets })).body,
    ).toEqual({ guid, name: 'admin', user: 'admin' });
    expect(list(await api.send('GET', '/credential'))).toEqual([{ guid, name: 'admin', user: 'admin' }]);
    const machine = machineWhere(api.sim, ({ present }) => present);
    const settings = `/virtual-machines/${machine.guid}/settings`;
    expect(at((await api.send('PUT', settings, { credential: { guid } })).body, 'credential')).toEqual({
      guid,
      name: 'admin',
    });
    expect((await api.send('PUT', settings, { credential: { guid: 'x' } })).status).toBe(404);
    expect((await api.send('DELETE', `/credential/${guid}`)).status).toBe(204);
    expect((await api.send('GET', `/virtual-machines/${machine.guid}`)).body).not.toHaveProperty('credential');
    expect(JSON.stringify(api.requestLog.since(0))).not.toContain('geheim');
  });
});

describe('snapshot policies', () => {
  test('are created in two steps with text for numbers, take snapshots by request and by schedule, and keep the configured number', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ present, platform }) => present && platform === 'RHV');
    const body = {
      name: 'snaps',
      active: true,
      priority: 50,
      vms: [machine],
      autoAssignSettings: { mode: { name: 'DISABLED' } },
      rules: [{ retentionVersions: '2', retentionDays: '' }],
    };
    const made = await api.send('POST', '/policies/vm-snapshot', body);
    const policy = String(at(made.body, 'guid'));
    expect([made.status, at(made.body, 'rules'), machine.snapshotPolicyGuid]).toEqual([201, [], policy]);
    const rule = await api.send('POST', '/rules/vm-snapshot', {
      name: 'Default',
      active: true,
      retentionVersions: '2',
      retentionDays: '',
      policy: { guid: policy },
    });
    expect(rule.body).toMatchObject({ retentionVersions: 2, policy: { guid: policy } });
    const changed = await api.send('PUT', `/rules/vm-backup/${String(at(rule.body, 'guid'))}`, {
      ...(rule.body as object),
      retentionVersions: '3',
      retentionDays: '7',
    });
    expect(changed.body).toMatchObject({ retentionVersions: 3, retentionDays: 7 });
    const schedule = {
      name: 's',
      active: true,
      type: { name: 'VM_SNAPSHOT' },
      backupType: 'FULL',
      executionType: 'TIME',
      hour: 13 * 3_600_000,
      daysOfWeek: ['MONDAY'],
      rules: [changed.body],
    };
    expect((await api.send('POST', '/schedules', schedule)).status).toBe(201);
    pass(api.sim, 2 * 3_600_000);
    const snapshots = async (): Promise<unknown[]> =>
      list(await api.send('GET', `/snapshots?protected-entity=${machine.guid}&stand-alone=true`));
    expect(await snapshots()).toEqual([expect.objectContaining({ status: 'SUCCESS', policy: 'snaps' })]);
    const own = (await api.send('GET', `/policies/vm-snapshot/${policy}`)).body;
    for (let count = 0; count < 4; count += 1) {
      const task = await api.send('POST', '/tasks/vm-snapshot', {
        priority: 50,
        protectedEntities: at(own, 'vms'),
        rule: at(own, 'rules', 0),
      });
      expect([task.status, at(task.body, 0, 'type', 'name')]).toEqual([200, 'SNAPSHOT']);
      until(api, () => api.sim.world.liveTasks.size === 0);
    }
    expect((await snapshots()).length).toBe(3);
    expect(
      (await api.send('PUT', `/policies/vm-snapshot/${policy}`, { ...(own as object), name: 'other' })).status,
    ).toBe(200);
    expect((await api.send('DELETE', `/policies/vm-snapshot/${policy}`)).status).toBe(204);
    expect([machine.snapshotPolicyGuid, list(await api.send('GET', '/policies/vm-snapshot'))]).toEqual([null, []]);
  });
});

describe('auto-assignment', () => {
  test('previews the assignment: exclusion wins, another policy keeps its machines, and nothing is written', async () => {
    const api = await testApi();
    const free = [...api.sim.world.machines.values()].filter(
      ({ policyGuid, present }) => policyGuid === null && present,
    );
    const [first, second] = free;
    if (first === undefined || second === undefined) throw new Error('No machines');
    first.tags = ['take', 'prod'];
    second.tags = ['take'];
    const assigned = machineWhere(api.sim, ({ policyGuid }) => policyGuid !== null);
    assigned.tags = ['take'];
    const settings = (changes: object): object => ({
      autoAssignSettings: {
        mode: { name: 'ASSIGN_ONLY' },
        includeTags: ['take'],
        excludeTags: [],
        includeRegExps: [],
        excludeRegExps: [],
        hvClusters: [],
        ...changes,
      },
    });
    const preview = async (changes: object, path = ''): Promise<unknown[]> =>
      list(await api.send('POST', `/policies/vm-backup${path}/auto-assignment-preview`, settings(changes)));
    const guids = (changes: unknown[]): unknown[] =>
      changes.map((change) => at(change, 'protectedEntity', 'guid')).sort();
    expect(guids(await preview({}))).toEqual([first.guid, second.guid].sort());
    expect((await preview({}))[0]).toMatchObject({ changeType: { name: 'ASSIGN' }, changeReason: { name: 'TAG' } });
    expect(guids(await preview({ excludeTags: ['prod'] }))).toEqual([second.guid]);
    expect(guids(await preview({ includeTags: [], includeRegExps: [first.name] }))).toEqual([first.guid]);
    expect(await preview({ includeTags: [], includeRegExps: [first.name.toUpperCase(), '['] })).toEqual([]);
    expect(await preview({ mode: 'DISABLED' })).toEqual([]);
    const own = `/${assigned.policyGuid ?? ''}`;
    const leaving = await preview({ mode: 'ASSIGN_AND_REMOVE', includeTags: ['nobody'] }, own);
    expect(new Set(leaving.map((change) => at(change, 'changeType', 'name')))).toEqual(new Set(['REMOVE']));
    expect([first.policyGuid, second.policyGuid]).toEqual([null, null]);
    const made = await api.send('POST', '/policies/vm-backup', {
      name: 'auto',
      ...settings({}),
      executeAutoAssignmentAfterSavingPolicy: true,
    });
    expect([first.policyGuid, second.policyGuid]).toEqual([at(made.body, 'guid'), at(made.body, 'guid')]);
  });
});

describe('retention marks', () => {
  test('are previewed, shown on the backup, and respected by the cleanup', async () => {
    const api = await testApi(testSimulation({ machines: 60 }));
    const { world } = api.sim;
    const machine = machineWhere(
      api.sim,
      (one) =>
        one.present &&
        (world.policyOf(one)?.name ?? '').toLowerCase().includes('nightly') &&
        world.backupsOf(one.guid).filter(isUsable).length > 10,
    );
    const [oldest] = world.backupsOf(machine.guid).filter(isUsable);
    const newest = world.backupsOf(machine.guid).findLast(isUsable);
    if (oldest === undefined || newest === undefined) throw new Error('No backups');
    const locations = list(
      await api.send('GET', `/backup-locations?protected-entity=${machine.guid}&location-status=PRESENT`),
    );
    const of = (guid: string): object => ({
      ...(locations.find((location) => at(location, 'backup', 'guid') === guid) as object),
      guid,
    });
    const expire = new Date(api.sim.timeline.now + 3650 * DAY).toISOString();
    const marks = [
      { ...of(oldest.guid), retentionHint: { name: 'ARCHIVE' }, archiveExpire: expire },
      { ...of(newest.guid), retentionHint: { name: 'TO_REMOVE' } },
    ];
    const shown = list(await api.send('POST', '/retention/mark-backups/preview', marks));
    expect(shown[0]).toMatchObject({
      guid: oldest.guid,
      previousHint: { name: 'STANDARD_RETENTION' },
      retentionHint: { name: 'ARCHIVE' },
      archiveExpire: Date.parse(expire),
    });
    expect(oldest.locations[0]?.retentionHint).toBe('STANDARD_RETENTION');
    expect((await api.send('POST', '/retention/mark-backups', marks)).status).toBe(204);
    expect((await api.send('GET', `/backups/${oldest.guid}`)).body).toMatchObject({
      archiveExpire: Date.parse(expire),
      backupLocations: [{ retentionHint: { name: 'ARCHIVE' } }],
    });
    expect(
      (
        await api.send('POST', '/retention/mark-backups', [
          { ...of(oldest.guid), retentionHint: { name: 'ARCHIVE' }, archiveExpire: '' },
        ])
      ).status,
    ).toBe(400);
    cleanUpBackups(world, api.sim.timeline.now);
    expect([isUsable(newest), newest.locations[0]?.status]).toEqual([false, 'REMOVED']);
    cleanUpBackups(world, api.sim.timeline.now + 60 * DAY);
    const younger = world.backupsOf(machine.guid).filter((backup) => backup !== oldest && backup.parentGuid === null);
    // The last backup of a present machine is kept, and with it its chain.
    expect([isUsable(oldest), younger.filter(isUsable).length <= 1]).toEqual([true, true]);
    cleanUpBackups(world, Date.parse(expire) + DAY);
    expect(isUsable(oldest)).toBe(false);
  });
});

describe('reports', () => {
  test('are files with type and name, and are sent to the named recipients', async () => {
    const api = await testApi();
    const body = { backupSize: { groupBy: 'backup-destination', projectGuids: [] }, transferSize: {}, value: '' };
    const pdf = await api.send('POST', '/dashboard/report-pdf?protectedEntityType=VM', body);
    expect([pdf.status, pdf.headers.get('content-type'), pdf.headers.get('content-disposition')]).toEqual([
      200,
      'application/pdf',
      'attachment; filename=_report.pdf_',
    ]);
    expect(String(pdf.body)).toMatch(/^%PDF-1\.4\n[^]*startxref\n\d+\n%%EOF\n$/);
    const start = Number(/startxref\n(\d+)/.exec(String(pdf.body))?.[1]);
    expect(String(pdf.body).slice(start, start + 4)).toBe('xref');
    const html = await api.send('POST', '/dashboard/report-html', body, { Origin: 'https://engine.example' });
    expect([html.headers.get('content-type'), html.headers.get('access-control-expose-headers')]).toEqual([
      'text/html; charset=utf-8',
      'X-Total-Count, Content-Disposition',
    ]);
    expect(String(html.body)).toContain('<h1>Backup report</h1>');
    expect(
      (await api.send('POST', '/dashboard/report-email', { ...body, value: 'a@example.org, b@example.org' })).status,
    ).toBe(204);
    expect((await api.send('POST', '/dashboard/report-email', body)).status).toBe(400);
  });
});

describe('OpenStack', () => {
  test('lists the networks and security groups for a restore', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    const path = `/openstack/restore-settings?hvm-guid=${machine.managerGuid ?? ''}&backup-guid=${backup.guid}&project-guid=${machine.projectGuid ?? ''}&cluster-guid=x`;
    const { networkSection } = (await api.send('GET', path)).body as { networkSection: unknown };
    expect(at(networkSection, 'sourceNetworkWithSecurityGroups', 0)).toMatchObject({
      guid: machine.networkGuids[0],
      defaultMacAddress: expect.stringMatching(/^fa:16:3e(:[0-9a-f]{2}){3}$/) as unknown,
      securityGroupsFromBackup: [{ name: 'default' }],
    });
    expect(at(networkSection, 'securityGroupsFromHypervisorManager')).toEqual(
      at(networkSection, 'sourceNetworkWithSecurityGroups', 0, 'securityGroupsFromBackup'),
    );
    expect((at(networkSection, 'targetNetworks') as unknown[]).map((network) => at(network, 'guid'))).toContain(
      machine.networkGuids[0],
    );
    expect((await api.send('GET', '/openstack/restore-settings')).status).toBe(404);
  });
});

describe('browsers of another origin', () => {
  test('may read every response, also downloads and refusals, and send preflight requests for every method', async () => {
    const api = await testApi();
    const { fileSystem } = await mounted(api);
    const origin = { Origin: 'https://engine.example' };
    const answers = [
      await api.send('POST', `/mounted-file-systems/${fileSystem}/download`, { paths: ['/etc'] }, origin),
      await api.send('POST', `/mounted-file-systems/${fileSystem}/download`, { paths: ['/etc/hostname'] }, origin),
      await api.send('GET', '/virtual-machines?page=0&size=1', undefined, origin),
      await api.send('GET', '/nowhere', undefined, origin),
      await api.send('POST', '/schedules', {}, origin),
    ];
    for (const { headers } of answers) {
      expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([
        'https://engine.example',
        'true',
      ]);
      expect(headers.get('access-control-expose-headers')).toContain('Content-Disposition');
    }
    expect(answers[0]?.headers.get('content-disposition')).toBe('attachment; filename=_etc.tar_');
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const preflight = await api.send('OPTIONS', '/tasks/all-finished', undefined, {
        ...origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'content-type,x-csrftoken',
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
        204,
        'content-type,x-csrftoken',
      ]);
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
    }
  });
});
