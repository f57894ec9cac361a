import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import type { StorwareFileEntry } from '@/lib/storware/model/mount';
import { restorablePair, simulatorClient, whenInSimulator } from '@/lib/storware/testing/simulator-client';
import { startSimulator } from '@/lib/storware/testing/simulator-process';
import type { SimulatorProcess } from '@/lib/storware/testing/simulator-process';
import {
  downloadFiles,
  findMount,
  getLongestMountMs,
  listFolder,
  listMountedFileSystems,
  listMounts,
  startRestoreAndMount,
  unmount,
} from './mounts';
import type { MountedPlace } from './mounts';

let simulator: SimulatorProcess;
let client: StorwareClient;
let machine: AuthorizedMachine;
let place: MountedPlace;

beforeAll(async () => {
  simulator = await startSimulator('--machines', '40', '--speed', '1', '--work-speed', '20');
  client = simulatorClient(simulator);
  const pair = await restorablePair(client, (one) => one.platform === 'OPENSTACK' && one.present);
  machine = mintAuthorizedMachine(pair.machine.guid);
  const outcome = await startRestoreAndMount(
    machine,
    {
      mode: 'AUTO',
      source: { backupGuid: pair.backup.guid, locationGuid: null },
      unmountAfterMs: await getLongestMountMs({ client }),
    },
    { client },
  );
  expect(outcome).toMatchObject({
    kind: 'accepted',
    value: [{ machineGuid: pair.machine.guid, restoreType: 'RESTORE_AND_MOUNT' }],
  });
  const mount = await whenInSimulator(
    simulator,
    async () => (await listMounts(machine, { client })).items.find(({ state }) => state === 'RUNNING') ?? null,
  );
  const [fileSystem] = (await listMountedFileSystems(machine, mount.guid, { client })).items;
  place = { mountGuid: mount.guid, fileSystemGuid: fileSystem?.guid ?? '' };
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});

/** Where the simulator has its large files (see its README). */
const wideFolder = '/srv/wide';
const bigFile = '/srv/dumps/database.dump';

/** A small file, and its path. */
async function smallFile(): Promise<{ path: string; entry: StorwareFileEntry }> {
  const entry = (await listFolder(machine, place, '/etc', { client })).items.find(
    ({ type, sizeBytes }) => type === 'REGULAR_FILE' && sizeBytes !== null && sizeBytes > 0,
  );
  if (!entry) throw new Error('no file in /etc');
  return { path: `/etc/${entry.name}`, entry };
}

describe('a mount at the simulator', () => {
  test('is found through the machine of its backup only', async () => {
    expect(await findMount(machine, place.mountGuid, { client })).toMatchObject({ mode: 'AUTO', state: 'RUNNING' });
    expect(await findMount(mintAuthorizedMachine('another'), place.mountGuid, { client })).toBeNull();
    await expect(listFolder(mintAuthorizedMachine('another'), place, '/', { client })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('a file is downloaded completely, under its name', async () => {
    const { path, entry } = await smallFile();
    const download = await downloadFiles(machine, place, [path], { client });
    expect(download).toMatchObject({ fileName: entry.name, sizeBytes: entry.sizeBytes });
    expect((await new Response(download.stream).arrayBuffer()).byteLength).toBe(entry.sizeBytes);
  });

  test('a download succeeds although the session ended in between', async () => {
    const { path, entry } = await smallFile();
    await simulator.control('POST', '/faults', { match: { path: '/download$' }, times: 1, kind: 'unauthorized' });
    const download = await downloadFiles(machine, place, [path], { client });
    expect((await new Response(download.stream).arrayBuffer()).byteLength).toBe(entry.sizeBytes);
  });

  test('reads only as much of a file of gigabytes as its reader takes, and memory stays flat', async () => {
    const download = await downloadFiles(machine, place, [bigFile], { client });
    expect(download.sizeBytes).toBe(2 * 1024 ** 3);
    const reader = download.stream.getReader();
    const before = process.memoryUsage().rss;
    let readBytes = 0;
    while (readBytes < 100 * 1024 * 1024) {
      const { value, done } = await reader.read();
      if (done) break;
      readBytes += value.length;
    }
    expect(readBytes).toBeGreaterThanOrEqual(100 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
    await reader.cancel();
  });

  test('lists all entries of a folder with tens of thousands', async () => {
    const { items, broken } = await listFolder(machine, place, wideFolder, { client });
    expect([items.length, broken]).toEqual([50_000, 0]);
  });

  test('has no file systems after unmounting', async () => {
    expect((await unmount(machine, place.mountGuid, { client })).kind).toBe('accepted');
    await whenInSimulator(simulator, async () =>
      (await findMount(machine, place.mountGuid, { client }))?.state === 'RUNNING' ? null : true,
    );
    await expect(listFolder(machine, place, '/', { client })).rejects.toMatchObject({ code: 'not_found' });
  });
});
