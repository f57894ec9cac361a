import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import type { RestoreImportRequest } from '@/lib/storware/model/restore';
import { sendJson, startFakeServer } from '@/lib/storware/testing/fake-server';
import type { FakeServer } from '@/lib/storware/testing/fake-server';
import { testClient } from '@/lib/storware/testing/test-client';
import { listRestoreChoices, listRestoreNodes, listRestoreTargets } from './restore-choices';
import {
  findBackupDetail,
  listPresentLocations,
  listRestoreJobs,
  startRestoreAndImport,
  startRestoreToNode,
} from './restores';

let server: FakeServer;
let client: StorwareClient;
const machine = mintAuthorizedMachine('m1');
const vm = (guid: string) => ({ guid, type: { name: 'VM' } });
const backup = {
  guid: 'b1',
  status: { name: 'SUCCESS' },
  protectedEntity: vm('m1'),
  backupLocations: [{ guid: 'l1', status: 'PRESENT' }],
  networkInterfaceCards: [{ guid: 'c1', network: { guid: 'n1', name: 'private' } }],
  iscsiMountable: true,
};
const task = {
  guid: 't1',
  type: { name: 'RESTORE' },
  state: { name: 'QUEUED' },
  protectedEntity: vm('m1'),
  restoreType: { name: 'RESTORE_AND_IMPORT' },
};
const request: RestoreImportRequest = {
  platform: 'OPENSTACK',
  source: { backupGuid: 'b1', locationGuid: 'l1' },
  name: 'again',
  overwrite: false,
  managerGuid: 'hm',
  cluster: { uuid: 'az', guid: 'x' },
  project: { guid: 'p', uuid: 'k', name: 'acme' },
  storage: { kind: 'original' },
  flavorGuid: null,
  networks: [{ cardGuid: 'c1', networkGuid: 'n2' }],
};

/** The response for each path; 404 for the others. A number is a status. */
const having = (answers: Record<string, unknown>): void => {
  server.respond(({ path }, response) => {
    const answer = answers[path.slice('/api'.length)];
    if (answer === undefined) sendJson(response, {}, 404);
    else if (typeof answer === 'number') sendJson(response, { message: 'no' }, answer);
    else sendJson(response, answer);
  });
};
const posts = () => server.requests.filter(({ method }) => method === 'POST');

beforeEach(async () => {
  server = await startFakeServer();
  client = testClient(server.url);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

describe('startRestoreAndImport', () => {
  test.each<[string, unknown, string[]]>([
    ['one task', task, ['t1']],
    ['an array', [task], ['t1']],
    ['a bulk object', { successful: [{ guid: 'm1' }], unsuccessful: [], tasks: [task] }, ['t1']],
    ['nothing', {}, []],
    ["another machine's task", { ...task, protectedEntity: vm('other') }, []],
  ])('accepts a response of %s, and sends once', async (_name, answer, guids) => {
    having({ '/backups/b1': backup, '/tasks/restore-and-import': answer });
    const outcome = await startRestoreAndImport(machine, request, { client });
    expect(outcome.kind === 'accepted' && outcome.value.map(({ guid }) => guid)).toEqual(guids);
    expect(posts().map(({ path }) => path)).toEqual(['/api/tasks/restore-and-import']);
    expect(posts()[0]?.body).toMatchObject({ backup: { guid: 'b1' }, backupLocation: { guid: 'l1' } });
  });

  test.each<[string, RestoreImportRequest]>([
    ["another machine's backup", { ...request, source: { backupGuid: 'b2', locationGuid: null } }],
    ['an unknown backup', { ...request, source: { backupGuid: 'gone', locationGuid: null } }],
    ["another backup's copy", { ...request, source: { backupGuid: 'b1', locationGuid: 'l2' } }],
    ["another backup's network card", { ...request, networks: [{ cardGuid: 'c9', networkGuid: 'n2' }] }],
    [
      "another backup's file",
      {
        ...request,
        storage: {
          kind: 'each',
          disks: [{ fileGuid: 'f9', path: null, diskName: null, storage: null, excluded: false }],
        },
      },
    ],
  ])('throws not_found for %s, and sends nothing', async (_name, requested) => {
    having({
      '/backups/b1': backup,
      '/backups/b2': { ...backup, guid: 'b2', protectedEntity: vm('other') },
      '/tasks/restore-and-import': task,
      '/backups': [backup],
      '/backup-locations': [{ guid: 'l2', status: 'PRESENT', backup: { guid: 'b2' } }],
      '/backup-files': [{ guid: 'f1' }],
    });
    await expect(startRestoreAndImport(machine, requested, { client })).rejects.toMatchObject({ code: 'not_found' });
    expect(posts()).toEqual([]);
  });

  test('finds a copy among the copies of the machine when the backup does not list it', async () => {
    having({
      '/backups/b1': { ...backup, backupLocations: undefined },
      '/backup-locations': [{ guid: 'l1', status: 'PRESENT', backup: { guid: 'b1' } }],
      '/tasks/restore-and-import': task,
    });
    expect((await startRestoreAndImport(machine, request, { client })).kind).toBe('accepted');
  });

  test('a failed preflight read means not sent; a refusal is reported with its text', async () => {
    having({ '/backups/b1': 503, '/backups': 503 });
    expect(await startRestoreAndImport(machine, request, { client })).toMatchObject({
      kind: 'not_sent',
      error: { code: 'upstream_unavailable' },
    });
    having({ '/backups/b1': backup, '/tasks/restore-and-import': 400 });
    expect(await startRestoreAndImport(machine, request, { client })).toEqual({
      kind: 'rejected',
      status: 400,
      message: 'no',
    });
    having({
      '/backups/b1': backup,
      '/tasks/restore-and-import': { successful: [], unsuccessful: [{ guid: 'b1' }], tasks: [] },
    });
    expect(await startRestoreAndImport(machine, request, { client })).toMatchObject({ kind: 'rejected' });
  });

  test('a lost response is unknown, and the request is not sent again', async () => {
    server.respond(({ method }, response, raw) => {
      if (method === 'POST') raw.socket.destroy();
      else sendJson(response, backup);
    });
    expect(await startRestoreAndImport(machine, request, { client })).toMatchObject({ kind: 'unknown' });
    expect(posts()).toHaveLength(1);
  });
});

describe('startRestoreToNode', () => {
  const toNode = { source: { backupGuid: 'b1', locationGuid: null }, nodeGuid: 'n', path: '/vprotect_data' };

  test("sends the machine's own backup only", async () => {
    having({ '/backups/b1': backup, '/tasks/restore': task });
    expect(await startRestoreToNode(machine, toNode, { client })).toMatchObject({
      kind: 'accepted',
      value: [{ guid: 't1' }],
    });
    expect(posts()[0]?.body).toEqual({ backup: { guid: 'b1' }, node: { guid: 'n' }, restorePath: '/vprotect_data' });
    await expect(startRestoreToNode(mintAuthorizedMachine('m2'), toNode, { client })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(posts()).toHaveLength(1);
  });
});

describe('what a restore chooses from', () => {
  test('returns the network cards of a backup, and hides it from another machine', async () => {
    having({ '/backups/b1': backup });
    expect(await findBackupDetail(machine, 'b1', { client })).toMatchObject({
      guid: 'b1',
      cards: [{ guid: 'c1', network: { guid: 'n1' } }],
      iscsiMountable: true,
      fileFormats: [],
    });
    expect(await findBackupDetail(mintAuthorizedMachine('m2'), 'b1', { client })).toBeNull();
    await expect(listPresentLocations(mintAuthorizedMachine('m2'), 'b1', { client })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('returns only present copies of this backup, also when the server ignores the filter', async () => {
    having({
      '/backups/b1': backup,
      '/backup-locations': [
        { guid: 'l1', status: 'PRESENT', backup: { guid: 'b1' } },
        { guid: 'l2', status: 'REMOVED', backup: { guid: 'b1' } },
        { guid: 'l3', status: 'PRESENT', backup: { guid: 'b7' } },
        { guid: 'l4', status: 'PRESENT' },
      ],
    });
    expect((await listPresentLocations(machine, 'b1', { client })).items.map(({ guid }) => guid)).toEqual(['l1']);
    expect(Object.fromEntries(server.requests[1]?.query ?? [])).toEqual({
      'protected-entity': 'm1',
      'location-status': 'PRESENT',
    });
  });

  const inventory = {
    '/backups/b1': backup,
    '/hypervisor-managers': [{ guid: 'hm', url: 'https://x', type: 'OPENSTACK' }],
    '/hypervisors': [{ guid: 'h1', host: 'kvm-1', type: 'KVM' }],
    '/nodes': [{ guid: 'node', name: 'n' }],
    '/hypervisor-clusters': [
      { guid: 'cl', uuid: 'az', name: 'nova' },
      { guid: 'cl2', name: 'foreign', hvManager: { guid: 'other' } },
    ],
    '/hypervisor-storages': [
      { guid: 's', uuid: 'su', name: 'ssd', hvManager: { guid: 'hm' } },
      { guid: 's2', name: 'local', hypervisor: { guid: 'h1' } },
      { guid: 's3', name: 'foreign', hvManager: { guid: 'other' }, hypervisor: { guid: 'other' } },
    ],
    '/network': [
      { guid: 'n1', name: 'private' },
      { guid: 'n2', name: 'public' },
    ],
    '/network/shared': [{ guid: 'n2', name: 'public' }],
    '/projects': [
      { guid: 'p', uuid: 'k', name: 'acme', hvManager: { guid: 'hm' } },
      { guid: 'p2', name: 'foreign', hvManager: { guid: 'other' } },
    ],
  };

  test('requests targets and nodes for this backup only', async () => {
    having(inventory);
    expect(await listRestoreTargets(machine, 'b1', { client })).toMatchObject({
      managers: [{ guid: 'hm' }],
      hypervisors: [{ guid: 'h1' }],
    });
    expect(await listRestoreNodes(machine, 'b1', { client })).toMatchObject([{ guid: 'node' }]);
    const requested = server.requests
      .filter(({ path }) => path !== '/api/backups/b1')
      .map(({ query }) => query.get('backup-to-be-restored'));
    expect(requested).toEqual(['b1', 'b1', 'b1']);
  });

  test('returns the choices of one manager, null for missing lists, and marks shared networks', async () => {
    having(inventory);
    const choices = await listRestoreChoices(machine, 'b1', { managerGuid: 'hm' }, { client });
    expect(choices).toMatchObject({
      clusters: [{ guid: 'cl', uuid: 'az' }],
      networks: [
        { guid: 'n1', shared: false },
        { guid: 'n2', shared: true },
      ],
      flavors: null,
      projects: [{ guid: 'p' }],
    });
    expect(choices.storages?.map(({ guid }) => guid)).toEqual(['s', 's2']);
    const alone = await listRestoreChoices(machine, 'b1', { hypervisorGuid: 'h1' }, { client });
    expect(alone.storages?.map(({ guid }) => guid)).toEqual(['s', 's2']);
    expect(alone).toMatchObject({ clusters: [], networks: [], flavors: [], projects: [] });
  });

  test.each([{ managerGuid: 'other' }, { hypervisorGuid: 'other' }])(
    'throws not_found for %j, which is not a target of this backup',
    async (target) => {
      having(inventory);
      await expect(listRestoreChoices(machine, 'b1', target, { client })).rejects.toMatchObject({ code: 'not_found' });
      await expect(
        listRestoreChoices(mintAuthorizedMachine('m2'), 'b1', { managerGuid: 'hm' }, { client }),
      ).rejects.toMatchObject({ code: 'not_found' });
    },
  );
});

describe('listRestoreJobs', () => {
  test("keeps a job without a machine when its backup is the machine's", async () => {
    having({
      '/restore-jobs': [
        { guid: 'j1', backup: { guid: 'b1', name: 'x' }, status: 'SUCCESS' },
        { guid: 'j2', backup: { guid: 'b9' } },
        { guid: 'j3', protectedEntity: vm('m1') },
        { guid: 'j4', protectedEntity: vm('other') },
        { guid: 'j5' },
      ],
      '/backups': [backup, { guid: 'b9', status: 'SUCCESS', protectedEntity: vm('other') }],
    });
    expect((await listRestoreJobs(machine, {}, { client })).items).toMatchObject([
      { guid: 'j1', machineGuid: 'm1' },
      { guid: 'j3', machineGuid: 'm1' },
    ]);
  });
});
