import { describe, expect, test } from 'vitest';

import { pass, testSimulation } from '@/simulator/testing/test-simulation';
import { BIG_SIZE, WIDE_COUNT } from '@/simulator/files/machine-files';

import { at, list, mounted, restorable, sibling, taskIn, testApi, until } from '@/simulator/testing/test-api';

const HOUR = 3_600_000;
const MOUNT = '/tasks/restore-and-mount';

describe('mounted backups', () => {
  test('exist after RESTORE and MOUNT, show their file systems, and end automatically after their duration', async () => {
    const api = await testApi();
    const { backup } = restorable(api, 'OPENSTACK');
    const answer = await api.send('POST', MOUNT, {
      backupLocation: null,
      backup: { guid: backup.guid },
      mode: { name: 'AUTO' },
      unmountTime: HOUR,
    });
    const task = taskIn(api, answer.body);
    const [before] = list(await api.send('GET', `/mounted-backups?backup=${backup.guid}`));
    expect(before).toMatchObject({ state: { name: 'PREPARING' }, mode: { name: 'AUTO' } });
    const guid = String(at(before, 'guid'));
    expect((await api.send('GET', `/mounted-file-systems/detailed?mounted-backup=${guid}`)).body).toEqual([]);
    until(api, () => sibling(api, task, 'MOUNT')?.state === 'FINISHED');
    expect((await api.send('GET', `/mounted-backups/${guid}`)).body).toMatchObject({
      state: { name: 'RUNNING' },
      backup: { guid: backup.guid },
    });
    const systems = list(await api.send('GET', `/mounted-file-systems/detailed?mounted-backup=${guid}`));
    expect(systems[0]).toMatchObject({
      mountPath: expect.stringMatching(/^\/mnt\/vprotect\/.+\/\d{8}_\d{6}\//) as unknown,
      fileSystem: { volume: '/dev/vda1' },
    });
    expect(list(await api.send('GET', '/tasks?mounted-backup-assigned=true')).length).toBe(2);
    pass(api.sim, HOUR - 60_000);
    expect(api.sim.world.mounts.get(guid)?.state).toBe('RUNNING');
    pass(api.sim, HOUR);
    expect(at((await api.send('GET', '/mounted-backups?finished-mount=true')).body, 0, 'state', 'name')).toBe(
      'UNMOUNTED',
    );
    expect(list(await api.send('GET', '/tasks?type=UNMOUNT')).length).toBe(1);
    expect(
      (await api.send('POST', `/mounted-file-systems/${String(at(systems[0], 'guid'))}/listing`, { path: '/' })).status,
    ).toBe(400);
    const jobs = list(await api.send('GET', '/restore-jobs'));
    expect(jobs[0]).toMatchObject({
      restoreType: { name: 'RESTORE_AND_MOUNT' },
      taskTimeStats: { mountTime: expect.any(Number) as unknown },
    });
  });

  test('are unmounted on request, mounted again, and extended', async () => {
    const api = await testApi();
    const { mount } = await mounted(api, { unmountTime: HOUR });
    expect((await api.send('POST', '/tasks/unmount', { mountedBackup: { guid: mount.guid } })).status).toBe(200);
    expect((await api.send('POST', '/tasks/unmount', { mountedBackup: { guid: mount.guid } })).status).toBe(400);
    until(api, () => mount.state === 'UNMOUNTED');
    await api.send('POST', '/tasks/mount', { mountedBackup: { guid: mount.guid } });
    until(api, () => mount.state === 'RUNNING');
    pass(api.sim, HOUR / 2);
    await api.send('POST', '/tasks/mount', { mountedBackup: mount.guid });
    pass(api.sim, (HOUR * 3) / 4);
    expect(mount.state).toBe('RUNNING');
    pass(api.sim, HOUR / 2);
    expect(mount.state).toBe('UNMOUNTED');
    expect((await api.send('POST', '/tasks/mount', { mountedBackup: { guid: 'x' } })).status).toBe(404);
  });

  test('accept chosen file systems, or disks over iSCSI, and refuse invalid ones', async () => {
    const api = await testApi();
    const { backup } = restorable(api, 'OPENSTACK');
    const fileSystem = at((await api.send('GET', `/file-systems?backup=${backup.guid}`)).body, 0);
    const manual = await mounted(api, {
      mode: 'MANUAL',
      mountedFileSystems: [{ fileSystem, mountPath: '/mnt/a', selected: true }],
    });
    expect(manual.mount.fileSystems).toMatchObject([{ mountPath: '/mnt/a' }]);
    const [file] = list(await api.send('GET', `/backup-files?backup=${backup.guid}`));
    const client = 'iqn.1994-05.com.example:client';
    const iscsi = await mounted(api, {
      mode: { name: 'ISCSI' },
      mountedFileSystems: [],
      mountedDisks: [{ backupFile: file }],
      allowedClients: [client],
    });
    expect((await api.send('GET', `/mounted-files?mounted-backup=${iscsi.mount.guid}`)).body).toEqual([
      { path: at(file, 'path'), randomAccess: true },
    ]);
    const qcow = restorable(api, 'RHV').backup.guid;
    const refused: object[] = [
      { mode: 'MANUAL', mountedFileSystems: [{ fileSystem: { guid: 'x' }, mountPath: '/mnt/a' }] },
      { mode: 'MANUAL', mountedFileSystems: [{ fileSystem, mountPath: '/mnt/a', selected: false }] },
      { mode: 'ISCSI', mountedDisks: [{ backupFile: file }], allowedClients: ['anybody'] },
      { mode: 'ISCSI', backup: qcow, mountedDisks: [{ backupFile: file }] },
      { mode: 'SOMEHOW' },
      { mode: 'AUTO', unmountTime: 0 },
      { mode: 'AUTO', unmountTime: 25 * HOUR },
      { mode: 'AUTO', unmountTime: api.sim.timeline.now + HOUR },
    ];
    const mounts = api.sim.world.mounts.size;
    for (const change of refused)
      expect([change, (await api.send('POST', MOUNT, { backup: backup.guid, ...change })).status]).toEqual([
        change,
        400,
      ]);
    expect(api.sim.world.mounts.size).toBe(mounts);
  });

  test('on an old server end at a moment instead of after a duration, and have states as bare strings', async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const { mount } = await mounted(api, { unmountTime: api.sim.timeline.now + HOUR });
    expect(mount.durationMs).toBe(HOUR);
    expect(at((await api.send('GET', `/mounted-backups/${mount.guid}`)).body, 'state')).toBe('RUNNING');
  });

  test('may never become ready, until somebody cancels', async () => {
    const api = await testApi();
    const { machine, backup } = restorable(api, 'OPENSTACK');
    api.sim.nextRestore.set(machine.guid, [{ neverReady: true }]);
    const task = taskIn(api, (await api.send('POST', MOUNT, { backup: backup.guid, mode: 'AUTO' })).body);
    pass(api.sim, 24 * HOUR);
    const mountTask = sibling(api, task, 'MOUNT');
    const mount = api.sim.world.mounts.get(task.restore?.mountGuid ?? '');
    expect([mountTask?.state, mount?.state]).toEqual(['RUNNING', 'PREPARING']);
    await api.send('PUT', `/tasks/${mountTask?.guid ?? ''}/state`, { state: { name: 'CANCELLED' } });
    until(api, () => mount?.state === 'FAILED');
  });
});

describe('mounted file systems', () => {
  test('list folders: types, owners, permissions, times before the snapshot, valid and broken links', async () => {
    const api = await testApi();
    const { mount, fileSystem } = await mounted(api);
    const entries = async (path: string): Promise<unknown[]> =>
      list(await api.send('POST', `/mounted-file-systems/${fileSystem}/listing`, { path }));
    expect(await entries('/')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'etc',
          fileType: { name: 'DIRECTORY', description: expect.any(String) as unknown },
          owner: 'root',
          group: 'root',
        }),
      ]),
    );
    const byName = new Map((await entries('/srv/')).map((entry) => [at(entry, 'name'), at(entry, 'fileType', 'name')]));
    expect([byName.get('current'), byName.get('broken-link')]).toEqual(['SYMLINK', 'BROKEN_SYMLINK']);
    const shadow = (await entries('/etc')).find((entry) => at(entry, 'name') === 'shadow');
    expect(at(shadow, 'permissions')).toEqual(['OWNER_READ', 'OWNER_WRITE', 'GROUP_READ']);
    expect(Number(at(shadow, 'modified'))).toBeLessThan(mount.snapshotTime);
    expect((await entries('/srv/current/')).map((entry) => [at(entry, 'name'), at(entry, 'size')])).toEqual([
      ['database.dump', BIG_SIZE],
    ]);
    expect((await entries('/srv/wide')).length).toBe(WIDE_COUNT);
  });

  test('return 404 for a missing path and 400 for an invalid one', async () => {
    const api = await testApi();
    const { fileSystem } = await mounted(api);
    const status = async (action: string, body: object, guid = fileSystem): Promise<number> =>
      (await api.send('POST', `/mounted-file-systems/${guid}/${action}`, body)).status;
    expect(await status('listing', { path: '/nowhere' })).toBe(404);
    expect(await status('listing', { path: '/etc/hosts' })).toBe(400);
    for (const path of ['etc', '/etc/../root', '']) expect(await status('listing', { path })).toBe(400);
    expect(await status('listing', { path: '/' }, 'x')).toBe(404);
    expect(await status('download', { paths: [] })).toBe(400);
    expect(await status('download', { paths: ['/etc/hosts', '/nowhere'] })).toBe(404);
    expect(await status('download', { paths: ['/srv/broken-link'] })).toBe(404);
  });

  test('return a single file unchanged and everything else as a tar archive, under a name in underscores', async () => {
    const api = await testApi();
    const { mount, fileSystem } = await mounted(api);
    const download = (paths: string[]) => api.send('POST', `/mounted-file-systems/${fileSystem}/download`, { paths });
    const file = await download(['/etc/hostname']);
    expect([file.body, file.headers.get('content-length'), file.headers.get('content-disposition')]).toEqual([
      `${mount.machineName}\n`,
      String(mount.machineName.length + 1),
      'attachment; filename=_hostname_',
    ]);
    expect((await download(['/srv/names/żółć-файл-文件-📁.txt'])).headers.get('content-disposition')).toMatch(
      /^attachment; filename=_[\x20-\x7e]+\.txt_$/,
    );
    for (const [paths, name] of [
      [['/etc'], 'etc.tar'],
      [['/etc/hosts', '/etc/ssh', '/etc/ssh/sshd_config'], 'files.tar'],
    ] as const) {
      const archive = await download([...paths]);
      expect(archive.headers.get('content-disposition')).toBe(`attachment; filename=_${name}_`);
      expect(archive.headers.has('content-length')).toBe(false);
      expect(String(archive.body).split('sshd_config').length).toBe(2);
    }
  });
});
