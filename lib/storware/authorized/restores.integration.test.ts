import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import type { StorwareMachine, StorwarePlatform } from '@/lib/storware/model/machine';
import type { RestoreImportRequest, StorwarePlaceId } from '@/lib/storware/model/restore';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/result';
import { endOfTask, restorablePair, simulatorClient, whenInSimulator } from '@/lib/storware/testing/simulator-client';
import { startSimulator } from '@/lib/storware/testing/simulator-process';
import type { SimulatorProcess } from '@/lib/storware/testing/simulator-process';
import * as unscoped from '@/lib/storware/unscoped';
import { listRestoreChoices, listRestoreNodes, listRestoreTargets } from './restore-choices';
import type { RestoreTarget } from './restore-choices';
import {
  findBackupDetail,
  listPresentLocations,
  listRestoreJobs,
  startRestoreAndImport,
  startRestoreToNode,
} from './restores';

let simulator: SimulatorProcess;
let client: StorwareClient;

beforeAll(async () => {
  simulator = await startSimulator('--machines', '60', '--speed', '1', '--work-speed', '20');
  client = simulatorClient(simulator);
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});
beforeEach(async () => {
  await simulator.control('PUT', '/options', {
    restoreResponseShape: 'object',
    dialect: '7.4',
    enumStyle: 'object',
    missingEndpoints: [],
    restoreValidation: 'strict',
    appearAfter: 'import',
  });
});

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('an empty list of choices');
  return item;
}
const accepted = (outcome: WriteOutcome<StorwareTask[]>): StorwareTask[] => {
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.value;
};
const placeOf = ({ uuid, guid }: StorwarePlaceId): StorwarePlaceId => ({ uuid, guid });

/** The smallest request for the platform, built only from the client's own reads. */
async function smallestRequest(
  machine: StorwareMachine,
  backupGuid: string,
  name: string,
): Promise<RestoreImportRequest> {
  const own = mintAuthorizedMachine(machine.guid);
  const targets = await listRestoreTargets(own, backupGuid, { client });
  const manager = targets.managers.find(({ guid }) => guid === machine.manager?.guid) ?? targets.managers[0];
  const target: RestoreTarget = manager
    ? { managerGuid: manager.guid }
    : { hypervisorGuid: first(targets.hypervisors).guid };
  const choices = await listRestoreChoices(own, backupGuid, target, { client });
  const location = first((await listPresentLocations(own, backupGuid, { client })).items);
  const common = { source: { backupGuid, locationGuid: location.guid }, name, overwrite: false };
  if ('hypervisorGuid' in target)
    return {
      ...common,
      ...target,
      platform: 'KVM',
      storage: { kind: 'one', storage: placeOf(first(choices.storages ?? [])) },
    };
  const cluster = choices.clusters?.find(({ guid }) => guid === machine.cluster?.guid) ?? first(choices.clusters ?? []);
  const inCluster = (choices.storages ?? []).filter(
    ({ clusters }) => clusters.length === 0 || clusters.some(({ guid }) => guid === cluster.guid),
  );
  const at = { ...target, cluster: placeOf(cluster) };
  if (machine.platform === 'OPENSTACK') {
    const project =
      choices.projects?.find(({ guid }) => guid === machine.project?.guid) ?? first(choices.projects ?? []);
    return {
      ...common,
      ...at,
      platform: 'OPENSTACK',
      project: { guid: project.guid, uuid: project.uuid, name: project.name },
      storage: { kind: 'original' },
      flavorGuid: null,
      networks: null,
    };
  }
  const storage = { kind: 'one', storage: placeOf(first(inCluster)) } as const;
  if (machine.platform === 'RHV')
    return { ...common, ...at, platform: 'RHV', storage, allocation: 'SPARSE', networks: null };
  if (machine.platform === 'VCENTER')
    return { ...common, ...at, platform: 'VCENTER', storage, dataCenterName: 'Datacenter' };
  return { ...common, ...at, platform: 'NUTANIX', storage };
}

describe('restore and import at the simulator', () => {
  test.each<StorwarePlatform>(['OPENSTACK', 'RHV', 'VCENTER', 'KVM'])(
    '%s: the restore runs, its import follows, and the restore job records it',
    async (platform) => {
      const { machine, backup } = await restorablePair(client, (one) => one.platform === platform);
      const own = mintAuthorizedMachine(machine.guid);
      const name = `again-${platform.toLowerCase()}`;
      const [task] = accepted(
        await startRestoreAndImport(own, await smallestRequest(machine, backup.guid, name), { client }),
      );
      expect(task).toMatchObject({ type: 'RESTORE', machineGuid: machine.guid, restoreType: 'RESTORE_AND_IMPORT' });
      expect((await endOfTask(simulator, client, task?.guid ?? '')).state).toBe('FINISHED');
      const imported = await whenInSimulator(simulator, async () => {
        const tasks = await unscoped.listTasksUnscoped({ machineGuid: machine.guid, type: 'IMPORT' }, { client });
        return tasks.items.find((one) => one.state === 'FINISHED' && one.dstMachineGuid !== null) ?? null;
      });
      expect(await unscoped.findMachineUnscoped(imported.dstMachineGuid ?? '', { client })).toMatchObject({
        name,
        platform,
      });
      expect((await listRestoreJobs(own, {}, { client })).items).toContainEqual(
        expect.objectContaining({
          type: 'RESTORE_AND_IMPORT',
          status: 'SUCCESS',
          backup: expect.objectContaining({ guid: backup.guid }) as unknown,
        }),
      );
    },
    60_000,
  );

  test.each([
    ['7.4', 'array'],
    ['7.4', 'bulk'],
    ['7.4', 'empty'],
    ['guide', 'object'],
    ['guide', 'empty-array'],
  ])(
    'dialect %s, response %s: starts one restore, also of a deleted machine',
    async (dialect, restoreResponseShape) => {
      await simulator.control('PUT', '/options', {
        dialect,
        restoreResponseShape,
        enumStyle: dialect === 'guide' ? 'string' : 'object',
        missingEndpoints: dialect === 'guide' ? ['/for-restore$', '^/network/shared'] : [],
      });
      const { machine, backup } = await restorablePair(
        client,
        (one) => one.platform === 'OPENSTACK' && (!one.present || dialect === 'guide'),
      );
      const live = async () =>
        (await unscoped.listTasksUnscoped({ machineGuid: machine.guid, type: 'RESTORE' }, { client })).items.map(
          ({ guid }) => guid,
        );
      const before = await live();
      const tasks = accepted(
        await startRestoreAndImport(
          mintAuthorizedMachine(machine.guid),
          await smallestRequest(machine, backup.guid, `x-${dialect}-${restoreResponseShape}`),
          { client },
        ),
      );
      const made = (await live()).filter((guid) => !before.includes(guid));
      expect(made).toHaveLength(1);
      expect(tasks.map(({ guid }) => guid)).toEqual(restoreResponseShape.startsWith('empty') ? [] : made);
    },
  );

  test('accepts networks by card and disks by file; those of another backup are not found', async () => {
    const { machine, backup } = await restorablePair(client, (one) => one.platform === 'OPENSTACK' && one.present);
    const own = mintAuthorizedMachine(machine.guid);
    const detail = await findBackupDetail(own, backup.guid, { client });
    expect(detail?.cards?.length).toBeGreaterThan(0);
    const request = await smallestRequest(machine, backup.guid, 'with-networks');
    if (request.platform !== 'OPENSTACK') throw new Error('no OpenStack request');
    const networks = (detail?.cards ?? []).map((card) => ({
      cardGuid: card.guid,
      networkGuid: card.network?.guid ?? '',
    }));
    expect((await startRestoreAndImport(own, { ...request, networks }, { client })).kind).toBe('accepted');
    await expect(
      startRestoreAndImport(own, { ...request, networks: [{ cardGuid: 'foreign', networkGuid: 'x' }] }, { client }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('reports missing fields of the platform as rejected, and starts nothing', async () => {
    const { machine, backup } = await restorablePair(client, (one) => one.platform === 'RHV');
    const outcome = await startRestoreAndImport(
      mintAuthorizedMachine(machine.guid),
      {
        platform: 'OTHER',
        source: { backupGuid: backup.guid, locationGuid: null },
        name: null,
        overwrite: false,
        target: { managerGuid: machine.manager?.guid ?? '' },
        cluster: null,
        project: null,
        storage: { kind: 'original' },
        dataCenterName: null,
        flavorGuid: null,
        allocation: null,
        networks: null,
      },
      { client },
    );
    expect(outcome).toMatchObject({ kind: 'rejected', status: 400 });
  });

  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ])('after %s the outcome is unknown, and the POST was sent once', async (kind, made) => {
    const { machine, backup } = await restorablePair(client, (one) => one.platform === 'OPENSTACK' && one.present);
    const request = await smallestRequest(machine, backup.guid, `lost-${kind}`);
    const restores = async () =>
      (await unscoped.listTasksUnscoped({ machineGuid: machine.guid, type: 'RESTORE' }, { client })).items.length;
    const before = await restores();
    await simulator.control('POST', '/faults', {
      match: { method: 'POST', path: '^/tasks/restore-and-import' },
      times: 1,
      kind,
    });
    expect(await startRestoreAndImport(mintAuthorizedMachine(machine.guid), request, { client })).toMatchObject({
      kind: 'unknown',
    });
    expect((await restores()) - before).toBe(made);
  });

  test('restores to the file system of a node that the server offers', async () => {
    const { machine, backup } = await restorablePair(client, (one) => one.platform === 'OPENSTACK' && one.present);
    const own = mintAuthorizedMachine(machine.guid);
    const node = first(await listRestoreNodes(own, backup.guid, { client }));
    const [task] = accepted(
      await startRestoreToNode(
        own,
        { source: { backupGuid: backup.guid, locationGuid: null }, nodeGuid: node.guid, path: '/vprotect_data' },
        { client },
      ),
    );
    expect(task).toMatchObject({ type: 'RESTORE', restoreType: 'RESTORE' });
  });
});
