import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import type { MountRequest } from '@/lib/storware/model/mount';
import { sendJson, startFakeServer } from '@/lib/storware/testing/fake-server';
import type { FakeServer } from '@/lib/storware/testing/fake-server';
import { testClient } from '@/lib/storware/testing/test-client';
import {
  downloadFiles,
  findMount,
  getLongestMountMs,
  listFolder,
  listMountedFiles,
  listMountedFileSystems,
  listMounts,
  remount,
  startRestoreAndMount,
  unmount,
} from './mounts';

let server: FakeServer;
let client: StorwareClient;
const machine = mintAuthorizedMachine('m1');
const otherTenantsMachine = mintAuthorizedMachine('m2');
const vm = (guid: string) => ({ guid, name: 'web-01', type: { name: 'VM' } });
const backup = { guid: 'b1', status: { name: 'SUCCESS' }, snapshotTime: 1_700_000_000_000, protectedEntity: vm('m1') };
const mount = {
  guid: 'mb1',
  backup,
  mode: { name: 'AUTO' },
  state: { name: 'RUNNING' },
  mountedFileSystemCount: 1,
  mountedFileCount: 0,
};
const task = { guid: 't1', type: { name: 'RESTORE' }, state: { name: 'QUEUED' }, protectedEntity: vm('m1') };
const place = { mountGuid: 'mb1', fileSystemGuid: 'fs1' };
const world = {
  '/backups/b1': backup,
  '/backups': [backup],
  '/mounted-backups/mb1': mount,
  '/mounted-file-systems/detailed': [
    { guid: 'fs1', mountPath: '/mnt/x', fileSystem: { volume: '/dev/vda1', size: 7, type: 'xfs', label: 'root' } },
  ],
  '/mounted-files': [{ path: '/mnt/x/disk', randomAccess: true }],
  '/file-systems': [{ guid: 'f1', volume: '/dev/vda1' }],
  '/backup-files': [{ guid: 'file1' }],
  '/tasks/restore-and-mount': task,
  '/tasks/mount': [{ ...task, type: 'MOUNT' }],
  '/tasks/unmount': {},
};

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
  having(world);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

describe('startRestoreAndMount', () => {
  const request: MountRequest = {
    mode: 'AUTO',
    source: { backupGuid: 'b1', locationGuid: null },
    unmountAfterMs: 60_000,
  };

  test('sends one request and returns its tasks', async () => {
    expect(await startRestoreAndMount(machine, request, { client })).toMatchObject({
      kind: 'accepted',
      value: [{ guid: 't1' }],
    });
    expect(posts()[0]?.body).toEqual({
      backup: { guid: 'b1' },
      mode: { name: 'AUTO' },
      mountedFileSystems: [{ mountPath: '/mnt/vprotect/web-01/20231114_221320' }],
      unmountTime: 60_000,
    });
  });

  test.each<[string, MountRequest]>([
    ['an unknown backup', { ...request, source: { backupGuid: 'b9', locationGuid: null } }],
    ["another backup's file system", { ...request, mode: 'MANUAL', fileSystemGuids: ['f1', 'f9'] }],
    ["another backup's file", { ...request, mode: 'ISCSI', fileGuids: ['file9'], allowedClients: [] }],
  ])('throws not_found for %s, and sends nothing', async (_name, requested) => {
    await expect(startRestoreAndMount(machine, requested, { client })).rejects.toMatchObject({ code: 'not_found' });
    expect(posts()).toEqual([]);
  });

  test("throws not_found for another machine's backup, and sends nothing after a failed read", async () => {
    await expect(startRestoreAndMount(otherTenantsMachine, request, { client })).rejects.toMatchObject({
      code: 'not_found',
    });
    having({ ...world, '/backups/b1': 503, '/backups': 503 });
    expect(await startRestoreAndMount(machine, request, { client })).toMatchObject({ kind: 'not_sent' });
    expect(posts()).toEqual([]);
  });
});

describe('a mount is owned through its backup’s machine', () => {
  test('remount and unmount name it', async () => {
    expect(await remount(machine, 'mb1', { client })).toMatchObject({ kind: 'accepted', value: [{ type: 'MOUNT' }] });
    expect(await unmount(machine, 'mb1', { client })).toEqual({ kind: 'accepted', value: [] });
    expect(posts().map(({ path, body }) => [path, body])).toEqual([
      ['/api/tasks/mount', { mountedBackup: { guid: 'mb1' } }],
      ['/api/tasks/unmount', { mountedBackup: { guid: 'mb1' } }],
    ]);
  });

  test('when the record gives the backup by guid alone, the machine is taken from the backup', async () => {
    having({ ...world, '/mounted-backups/mb1': { ...mount, backup: { guid: 'b1', name: 'web-01 - today' } } });
    expect(await findMount(machine, 'mb1', { client })).toMatchObject({
      guid: 'mb1',
      machineGuid: 'm1',
      machineName: 'web-01',
      backupGuid: 'b1',
    });
    expect((await unmount(machine, 'mb1', { client })).kind).toBe('accepted');
    having({ ...world, '/mounted-backups/mb1': { ...mount, backup: undefined } });
    expect(await findMount(machine, 'mb1', { client })).toBeNull();
  });

  test("throws not_found for another machine's mount and its content, and sends nothing", async () => {
    expect(await findMount(otherTenantsMachine, 'mb1', { client })).toBeNull();
    const calls = [
      () => remount(otherTenantsMachine, 'mb1', { client }),
      () => unmount(otherTenantsMachine, 'mb1', { client }),
      () => listMountedFileSystems(otherTenantsMachine, 'mb1', { client }),
      () => listMountedFiles(otherTenantsMachine, 'mb1', { client }),
      () => listFolder(otherTenantsMachine, place, '/', { client }),
      () => downloadFiles(otherTenantsMachine, place, ['/x'], { client }),
      () => listFolder(machine, { ...place, fileSystemGuid: 'fs9' }, '/', { client }),
      () => downloadFiles(machine, { ...place, mountGuid: 'mb9' }, ['/x'], { client }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not_found' });
    expect(posts()).toEqual([]);
  });

  test("lists only the machine's mounts, also when the server ignores filters and omits fields", async () => {
    having({
      ...world,
      '/mounted-backups': [
        mount,
        { ...mount, guid: 'mb2', backup: { ...backup, guid: 'b2', protectedEntity: vm('m2') } },
        { ...mount, guid: 'mb3', backup: 'b1', state: 'RUNNING' },
        { ...mount, guid: 'mb4', backup: { guid: 'b9' } },
        { guid: 'mb5' },
      ],
    });
    expect((await listMounts(machine, { client })).items).toMatchObject([
      { guid: 'mb1', state: 'RUNNING' },
      { guid: 'mb3', machineGuid: 'm1', state: 'RUNNING' },
    ]);
  });

  test("lists file systems and files of the machine's mount", async () => {
    expect((await listMountedFileSystems(machine, 'mb1', { client })).items).toEqual([
      { guid: 'fs1', mountPath: '/mnt/x', volume: '/dev/vda1', sizeBytes: 7, type: 'xfs', label: 'root' },
    ]);
    expect((await listMountedFiles(machine, 'mb1', { client })).items).toEqual([
      { path: '/mnt/x/disk', randomAccess: true },
    ]);
  });

  test('the longest mount is a day unless the account has another limit', async () => {
    having({ '/session/user': { login: 'portal' } });
    expect(await getLongestMountMs({ client })).toBe(86_400_000);
    having({ '/session/user': { appUserSettings: { unmountPeriodForMountedBackups: 3_600_000 } } });
    expect(await getLongestMountMs({ client })).toBe(3_600_000);
  });
});

describe('files of a mount', () => {
  const listing = '/mounted-file-systems/fs1/listing';

  test('lists entries of every kind, requested with a trailing slash', async () => {
    having({
      ...world,
      [listing]: [
        {
          name: 'etc',
          fileType: { name: 'DIRECTORY' },
          size: 4096,
          modified: 1_700_000_000_000,
          owner: 'root',
          group: 'root',
          permissions: [{ name: 'OWNER_READ' }, 'GROUP_READ', 7],
        },
        { name: 'hosts', fileType: 'REGULAR_FILE', size: 0 },
        { name: 'lost', fileType: 'BROKEN_SYMLINK', permissions: null },
        { name: 'odd', fileType: 'SOCKET', size: { strange: true } },
        { fileType: 'REGULAR_FILE' },
      ],
    });
    const { items, broken } = await listFolder(machine, place, '/srv', { client });
    expect(items).toMatchObject([
      {
        name: 'etc',
        type: 'DIRECTORY',
        sizeBytes: 4096,
        modifiedAt: new Date(1_700_000_000_000),
        owner: 'root',
        group: 'root',
        permissions: ['OWNER_READ', 'GROUP_READ'],
      },
      { name: 'hosts', type: 'REGULAR_FILE', sizeBytes: 0, modifiedAt: null, owner: null, permissions: [] },
      { name: 'lost', type: 'BROKEN_SYMLINK' },
      { name: 'odd', type: 'SOCKET', sizeBytes: null },
    ]);
    expect(broken).toBe(1);
    expect(posts()[0]?.body).toEqual({ path: '/srv/' });
  });

  test('a folder of 50,000 entries does not block the process', async () => {
    const permissions = ['OWNER_READ', 'OWNER_WRITE', 'GROUP_READ', 'OTHERS_READ'].map((name) => ({
      name,
      description: name,
    }));
    having({
      ...world,
      [listing]: Array.from({ length: 50_000 }, (_, index) => ({
        name: `file-${index}`,
        fileType: { name: 'REGULAR_FILE' },
        size: index,
        modified: 1_700_000_000_000,
        owner: 'root',
        group: 'root',
        permissions,
      })),
    });
    let turns = 0;
    let open = true;
    const count = (): void => {
      turns += 1;
      if (open) setImmediate(count);
    };
    const listed = listFolder(machine, place, '/', { client });
    count();
    const { items, broken } = await listed;
    open = false;
    expect([items.length, broken, items[49_999]?.name]).toEqual([50_000, 0, 'file-49999']);
    expect(turns).toBeGreaterThan(24);
  });

  test('a missing folder is not found; a path with .. is refused and not sent', async () => {
    await expect(listFolder(machine, place, '/gone', { client })).rejects.toMatchObject({ code: 'not_found' });
    const sent = posts().length;
    await expect(listFolder(machine, place, '/../../etc', { client })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(downloadFiles(machine, place, ['/ok', 'relative'], { client })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    expect(posts()).toHaveLength(sent);
  });

  test('a download has the name without the underscores around it, and requests all paths at once', async () => {
    server.respond(({ path }, response) => {
      if (path.endsWith('/download'))
        response
          .writeHead(200, { 'content-length': '5', 'content-disposition': 'attachment; filename=_hosts_' })
          .end('hello');
      else sendJson(response, world[path.slice('/api'.length) as keyof typeof world]);
    });
    const download = await downloadFiles(machine, place, ['/etc/hosts', '/var/log'], { client });
    expect(download).toMatchObject({ fileName: 'hosts', sizeBytes: 5 });
    expect(await new Response(download.stream).text()).toBe('hello');
    expect(posts()[0]?.body).toEqual({ paths: ['/etc/hosts', '/var/log'] });
  });
});
