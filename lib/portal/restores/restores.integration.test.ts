import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Preflight, RestoreBody, RestoreOptions } from '@/lib/contracts/restore';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { withMachine } from '@/lib/journal/locks';
import { getOperation } from '@/lib/portal/operations/operations';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { createWorker } from '@/lib/worker/start-worker';
import { eventually } from '@/scripts/test-support/eventually';
import { getRestoreOptions } from './get-restore-options';
import { listRestores, listRestoresOfMachine } from './read-restores';
import { preflight, startRestore } from './start-restore';

let fixture: TestFixture;
let worker: ReturnType<typeof createWorker>;
const strict = {
  restoreValidation: 'strict',
  dialect: '7.4',
  enumStyle: 'object',
  restoreResponseShape: 'object',
  missingEndpoints: [],
};

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 140, workSpeed: 40 });
  worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
  await eventually('the first inventory', async () =>
    (await db().mirrorSync.count({ where: { kind: { in: ['backups', 'infrastructure'] }, asOf: { not: null } } })) === 2
      ? true
      : null,
  );
});
afterAll(async () => {
  await worker.stop();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await fixture.simulator.control.options(strict);
});

type Point = { machine: string; name: string; point: string; projectGuid: string | null; clusterGuid: string | null };
const used = new Set<string>();

/** A machine with a recovery point that no other test uses. */
async function freePoint(platform: string, present = true): Promise<Point> {
  const machine = await db().mirrorMachine.findFirstOrThrow({
    where: { platform, present, restorableCount: { gt: 0 }, guid: { notIn: [...used] } },
    orderBy: { guid: 'asc' },
  });
  used.add(machine.guid);
  const backup = await db().mirrorBackup.findFirstOrThrow({
    where: { machineGuid: machine.guid, restorable: true },
    orderBy: { startedAt: 'desc' },
  });
  return {
    machine: machine.guid,
    name: machine.name,
    point: backup.guid,
    projectGuid: machine.projectGuid,
    clusterGuid: machine.clusterGuid,
  };
}
async function bodyFor(scope: TenantScope, point: string): Promise<RestoreBody> {
  const { defaults, modes, fields } = await getRestoreOptions(scope, point);
  if (!defaults)
    throw new Error(
      `nothing would work: ${JSON.stringify({ modes, fields: fields.map(({ name, choices, reason }) => [name, choices.length, reason]) })}`,
    );
  return defaults;
}
function start(
  scope: TenantScope,
  body: RestoreBody,
  idempotencyKey: string = randomUUID(),
): Promise<{ operation: Operation }> {
  return startRestore(scope, { body, idempotencyKey });
}
async function settled(scope: TenantScope, id: string): Promise<Operation> {
  return eventually(`the end of ${id}`, async () => {
    const seen = await getOperation(scope, id);
    return isSettled(seen.state) ? seen : null;
  });
}
async function restoresOf(guid: string): Promise<number> {
  return (await fixture.simulator.control.tasks(guid)).filter(({ type }) => type === 'RESTORE').length;
}
/** Restore requests that reached Storware. Other calls are ignored: the worker may still poll for restores of other tests. */
async function posts(): Promise<number> {
  const { byRoute } = await fixture.simulator.control.counters();
  return Object.entries(byRoute)
    .filter(([route]) => route.startsWith('POST /tasks/restore'))
    .reduce((sum, [, count]) => sum + count, 0);
}
const stateOf = ({ checks }: Preflight, id: string): string | undefined =>
  checks.find((check) => check.id === id)?.state;
const field = (options: RestoreOptions, name: string) => options.fields.find((one) => one.name === name);

describe('a restore with the defaults of its options', () => {
  for (const [platform, options] of [
    ['OPENSTACK', {}],
    ['RHV', {}],
    ['VCENTER', {}],
    ['NUTANIX', {}],
    ['KVM', {}],
    ['PROXMOX', {}],
    ['HYPERV', {}],
    [
      'OPENSTACK',
      {
        restoreValidation: 'realistic',
        dialect: 'guide',
        enumStyle: 'string',
        missingEndpoints: ['/for-restore$', '^/network/shared'],
      },
    ],
    [
      'RHV',
      { restoreValidation: 'realistic', dialect: 'guide', enumStyle: 'string', missingEndpoints: ['/for-restore$'] },
    ],
    ['VCENTER', { restoreValidation: 'realistic', restoreResponseShape: 'array' }],
  ] as const) {
    test(`succeeds on ${platform} with ${JSON.stringify(options)}`, async () => {
      const point = await freePoint(platform);
      const scope = await fixture.tenant('OPERATOR', [point.machine]);
      await fixture.simulator.control.options(options);
      const body = await bodyFor(scope, point.point);
      const report = await preflight(scope, point.point, body);
      expect(report.checks.filter(({ state }) => state === 'BLOCKED')).toEqual([]);
      const { operation } = await start(scope, body);
      expect(operation).toMatchObject({ kind: 'RESTORE', machine: { guid: point.machine } });
      const done = await settled(scope, operation.id);
      expect(['SUCCEEDED', 'WARNING'], JSON.stringify(done)).toContain(done.state);
      expect(await restoresOf(point.machine)).toBe(1);
      const { items } = await listRestoresOfMachine(scope, point.machine, {
        page: 1,
        pageSize: 50,
        sort: { key: 'requestedAt', descending: true },
        search: '',
      });
      expect(items.filter((item) => item.operation !== null)).toMatchObject([
        { id: operation.id, mode: 'IMPORT', name: body.name, preflight: { checks: expect.any(Array) as unknown } },
      ]);
    });
  }

  test('restores a machine that was removed from its platform under its original name', async () => {
    const gone = await db().mirrorMachine.findFirst({
      where: { present: false, restorableCount: { gt: 0 }, guid: { notIn: [...used] } },
    });
    const point = await freePoint(gone?.platform ?? 'OPENSTACK', false);
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    expect(body.name).toBe(point.name);
    const done = await settled(scope, (await start(scope, body)).operation.id);
    expect(['SUCCEEDED', 'WARNING'], JSON.stringify(done)).toContain(done.state);
  });

  test('has the fields of each platform and reveals no address of the infrastructure', async () => {
    for (const [platform, wanted] of [
      ['OPENSTACK', ['hypervisorManager', 'project', 'cluster', 'originalStorage', 'flavor', 'networks']],
      ['RHV', ['hypervisorManager', 'cluster', 'storage', 'diskAllocation', 'networks']],
      ['VCENTER', ['hypervisorManager', 'cluster', 'storage', 'dataCenter']],
      ['PROXMOX', ['hypervisor', 'storage']],
    ] as const) {
      const { machine, point } = await freePoint(platform);
      const options = await getRestoreOptions(await fixture.tenant('OPERATOR', [machine]), point);
      expect(options.fields.map(({ name }) => name)).toEqual(expect.arrayContaining([...wanted]));
      expect(JSON.stringify(options)).not.toMatch(/https?:|\.example|compute-|rhvh-|esx-|pve-/);
      expect(field(options, 'cluster')?.choices.every(({ within }) => within.length > 0)).not.toBe(false);
      expect(options.modes).toMatchObject([
        { name: 'IMPORT', allowed: true },
        { name: 'FILE_SYSTEM', allowed: false },
      ]);
    }
  });
});

describe('objects that the tenant may not use', () => {
  test('are not found, in any field, and no request reaches Storware', async () => {
    const mine = await freePoint('OPENSTACK');
    const other = await freePoint('RHV');
    const scope = await fixture.tenant('OPERATOR', [mine.machine]);
    await fixture.tenant('OPERATOR', [other.machine]);
    const body = await bodyFor(scope, mine.point);
    const row = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: mine.machine } });
    const foreign = async (kind: string, not: readonly (string | null)[]): Promise<string> =>
      (
        await db().mirrorInfrastructure.findFirstOrThrow({
          where: {
            kind,
            guid: { notIn: not.filter((guid) => guid !== null) },
            ...(kind === 'STORAGE' ? { name: { in: ['data-fc', 'vsanDatastore'] } } : {}),
          },
          orderBy: { guid: 'asc' },
        })
      ).guid;
    const ids = {
      manager: await foreign('MANAGER', [row.managerGuid]),
      hypervisor: await foreign('HYPERVISOR', [row.hypervisorGuid]),
      cluster: await foreign('CLUSTER', [row.clusterGuid]),
      storage: await foreign('STORAGE', []),
      project: await foreign('PROJECT', [row.projectGuid]),
      network: await foreign('NETWORK', row.networkGuids),
      flavor: await foreign('FLAVOR', [row.flavorGuid]),
      node: await foreign('NODE', []),
      destination: (await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'DESTINATION' } })).guid,
    };
    const bodies = (id: (kind: keyof typeof ids) => string): RestoreBody[] => [
      { ...body, hypervisorManager: id('manager') },
      { ...body, hypervisor: id('hypervisor') },
      { ...body, cluster: id('cluster') },
      { ...body, storage: id('storage') },
      { ...body, disks: [{ file: 'any', storage: id('storage') }] },
      { ...body, project: id('project') },
      { ...body, networks: [{ card: 'any', network: id('network') }] },
      { ...body, flavor: id('flavor') },
      { ...body, overwriteMachines: [other.machine] },
      { ...body, node: id('node') },
      { recoveryPoint: mine.point, mode: 'FILE_SYSTEM', node: id('node') },
      { ...body, recoveryPoint: other.point },
      { ...body, copy: 'foreign' },
      { ...body, dataCenter: 'Datacenter' },
    ];
    await fixture.simulator.control.clearJournal();
    const since = (await fixture.simulator.control.journal()).next;
    for (const wrong of [...bodies((kind) => ids[kind]), ...bodies(() => 'never-existed')]) {
      await expect(start(scope, wrong), JSON.stringify(wrong)).rejects.toMatchObject({
        code: 'not_found',
        detail: undefined,
      });
      await expect(preflight(scope, wrong.recoveryPoint, wrong)).rejects.toMatchObject({
        code: 'not_found',
        detail: undefined,
      });
    }
    expect(await posts()).toBe(0);
    const { entries } = await fixture.simulator.control.journal(since);
    expect(entries.filter(({ path }) => path.includes(mine.point) || path.includes('for-restore'))).toEqual([]);
    expect(await db().operation.count({ where: { tenantId: scope.tenant.id } })).toBe(0);
  });

  test('disks and network cards of another recovery point are not found either', async () => {
    const mine = await freePoint('OPENSTACK');
    const other = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [mine.machine]);
    const theirs = await fixture.tenant('OPERATOR', [other.machine]);
    const [body, options] = [await bodyFor(scope, mine.point), await getRestoreOptions(theirs, other.point)];
    const file = field(options, 'disks')?.items[0]?.guid ?? '';
    const card = field(options, 'networks')?.items[0]?.guid ?? '';
    const network = field(await getRestoreOptions(scope, mine.point), 'networks')?.choices[0]?.guid ?? '';
    for (const [one, two] of [
      [file, card],
      ['never-existed', 'never-existed'],
    ] as const) {
      await expect(start(scope, { ...body, disks: [{ file: one, excluded: true }] })).rejects.toMatchObject({
        code: 'not_found',
        detail: undefined,
      });
      await expect(start(scope, { ...body, networks: [{ card: two, network }] })).rejects.toMatchObject({
        code: 'not_found',
        detail: undefined,
      });
    }
    expect(await restoresOf(mine.machine)).toBe(0);
  });

  test('can be chosen once the provider allows them; a choice of another target is an error of its field', async () => {
    const mine = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [mine.machine]);
    const body = await bodyFor(scope, mine.point);
    const node = await db().mirrorInfrastructure.findFirstOrThrow({
      where: { kind: 'NODE' },
      orderBy: { name: 'asc' },
    });
    const storage = await db().mirrorInfrastructure.findFirstOrThrow({ where: { kind: 'STORAGE', name: 'data-fc' } });
    const network = await db().mirrorInfrastructure.findFirstOrThrow({
      where: {
        kind: 'NETWORK',
        name: 'dmz',
        data: {
          path: ['managerGuid'],
          equals: (await db().mirrorMachine.findFirstOrThrow({ where: { platform: 'RHV' } })).managerGuid ?? '',
        },
      },
    });
    await db().entitlement.createMany({
      data: [
        ['NODE', node.guid],
        ['STORAGE', storage.guid],
        ['NETWORK', network.guid],
      ].map(([kind, guid]) => ({ tenantId: scope.tenant.id, kind: kind as 'NODE', guid: guid ?? '' })),
    });
    const { originalStorage: _, ...rest } = body;
    await expect(start(scope, { ...rest, storage: storage.guid })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'storage' }],
    });
    await expect(start(scope, { ...body, networks: [{ card: 'any', network: network.guid }] })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'networks.0.network' }],
    });
    const { cluster: _cluster, project: _project, ...bare } = body;
    await expect(start(scope, bare)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'cluster' }, { path: 'project' }],
    });
    const options = await getRestoreOptions(scope, mine.point);
    expect(options.modes).toMatchObject([
      { name: 'IMPORT', allowed: true },
      { name: 'FILE_SYSTEM', allowed: true },
    ]);
    const { operation } = await start(scope, { recoveryPoint: mine.point, mode: 'FILE_SYSTEM', node: node.guid });
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
    const { items } = await listRestores(scope, {
      page: 1,
      pageSize: 50,
      sort: { key: 'requestedAt', descending: true },
      search: '',
    });
    expect(items.find(({ id }) => id === operation.id)).toMatchObject({
      mode: 'FILE_SYSTEM',
      target: `Node ${node.name}`,
      targetRef: { code: 'restore.target.node', params: { node: node.name } },
      result: null,
    });
  });
});

describe('separate choices for disks and networks', () => {
  test('restores each disk to its storage, excludes one, and connects each card to its network', async () => {
    const point = await freePoint('RHV');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const options = await getRestoreOptions(scope, point.point);
    const { storage: _, ...body } = await bodyFor(scope, point.point);
    const storages = (field(options, 'storage')?.choices ?? []).filter(({ within }) =>
      within.includes(body.cluster ?? ''),
    );
    const disks = (field(options, 'disks')?.items ?? []).map(({ guid }, index, all) =>
      all.length > 1 && index === all.length - 1
        ? { file: guid, excluded: true }
        : { file: guid, storage: storages[index % storages.length]?.guid ?? '' },
    );
    const cards = (field(options, 'networks')?.items ?? []).map(({ guid }) => ({
      card: guid,
      network: field(options, 'networks')?.choices[0]?.guid ?? '',
    }));
    const { operation } = await start(scope, { ...body, disks, networks: cards, diskAllocation: 'PREALLOCATED' });
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
    const { entries } = await fixture.simulator.control.journal();
    const sent = entries.findLast(({ path }) => path === '/tasks/restore-and-import')?.body as {
      taskFiles: { excludedFromRestore: boolean }[];
      restoredNetworks: unknown[];
    };
    expect(sent.taskFiles.map(({ excludedFromRestore }) => excludedFromRestore)).toEqual(
      disks.map((disk) => 'excluded' in disk),
    );
    expect(sent.restoredNetworks).toHaveLength(cards.length);
    await expect(
      start(scope, {
        ...body,
        name: 'nothing',
        disks: disks.map(({ file }) => ({ file, excluded: true })),
        storage: storages[0]?.guid ?? '',
      }),
    ).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'disks' }] });
  });
});

describe('a report that blocks the restore', () => {
  test('for a recovery point that was removed meanwhile: nothing is started, and the key can be used again', async () => {
    const point = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    await fixture.simulator.control.removeBackup(point.point);
    const report = await preflight(scope, point.point, body);
    expect(stateOf(report, 'point')).toBe('BLOCKED');
    const key = randomUUID();
    await expect(start(scope, body, key)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('removed') as unknown,
    });
    expect(await restoresOf(point.machine)).toBe(0);
    expect(await db().idempotencyRecord.count({ where: { tenantId: scope.tenant.id, key } })).toBe(0);
    expect((await getRestoreOptions(scope, point.point)).defaults).toBeNull();
  });

  test('for a full storage, with its name', async () => {
    const point = await freePoint('NUTANIX');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    await fixture.simulator.control.storage({ guid: body.storage ?? '', full: true });
    const report = await preflight(scope, point.point, body);
    await fixture.simulator.control.storage({ guid: body.storage ?? '', full: false });
    expect(report.checks.find(({ id }) => id === 'space')).toMatchObject({
      state: 'BLOCKED',
      message: expect.stringContaining('SelfServiceContainer') as unknown,
    });
  });

  test('for a name that the tenant already uses there; on OpenStack this is a warning', async () => {
    const [rhv, cloud] = [await freePoint('RHV'), await freePoint('OPENSTACK')];
    const scope = await fixture.tenant('OPERATOR', [rhv.machine, cloud.machine]);
    for (const [point, state] of [
      [rhv, 'BLOCKED'],
      [cloud, 'WARNING'],
    ] as const) {
      const body = await bodyFor(scope, point.point);
      expect(body.name).not.toBe(point.name);
      expect(stateOf(await preflight(scope, point.point, { ...body, name: point.name }), 'name')).toBe(state);
    }
  });

  test("never reveals another tenant's machine of the same name", async () => {
    const [mine, other] = [await freePoint('RHV'), await freePoint('RHV')];
    const scope = await fixture.tenant('OPERATOR', [mine.machine]);
    await fixture.tenant('OPERATOR', [other.machine]);
    const body = await bodyFor(scope, mine.point);
    const [taken, free] = [
      await preflight(scope, mine.point, { ...body, name: other.name }),
      await preflight(scope, mine.point, { ...body, name: 'free' }),
    ];
    const texts = ({ checks }: Preflight, name: string) =>
      JSON.parse(JSON.stringify(checks).replaceAll(name, 'NAME')) as unknown;
    expect(texts(taken, other.name)).toEqual(texts(free, 'free'));
    expect(taken.overwrites).toEqual([]);
  });
});

describe('overwriting', () => {
  test('lists each machine that would be deleted and starts only when exactly these are confirmed', async () => {
    const point = await freePoint('RHV');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body: RestoreBody = { ...(await bodyFor(scope, point.point)), name: point.name, overwrite: true };
    const report = await preflight(scope, point.point, body);
    expect(report.overwrites).toEqual([{ guid: point.machine, name: point.name }]);
    expect(stateOf(report, 'name')).toBe('WARNING');
    await expect(start(scope, body)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining(point.name) as unknown,
    });
    expect(await restoresOf(point.machine)).toBe(0);
    const done = await settled(
      scope,
      (await start(scope, { ...body, overwriteMachines: [point.machine] })).operation.id,
    );
    expect(done.state).toBe('SUCCEEDED');
    const { entries } = await fixture.simulator.control.journal();
    expect(entries.findLast(({ path }) => path === '/tasks/restore-and-import')?.body).toMatchObject({
      overwrite: true,
      restoredPeName: point.name,
    });
  });

  test('never deletes a machine that got the name after the report: the inventory is read again before the start', async () => {
    const point = await freePoint('RHV');
    const { managerGuid } = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: point.machine } });
    const other = await db().mirrorMachine.findFirstOrThrow({
      where: { platform: 'RHV', present: true, managerGuid, guid: { notIn: [...used] } },
    });
    used.add(other.guid);
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body: RestoreBody = {
      ...(await bodyFor(scope, point.point)),
      name: point.name,
      overwrite: true,
      overwriteMachines: [point.machine],
    };
    const report = await preflight(scope, point.point, body);
    expect(report.overwrites).toEqual([{ guid: point.machine, name: point.name }]);
    expect(report.inventory).toMatchObject({ by: 'PLATFORM', asOf: expect.any(String) as unknown });
    // The platform knows the new name at once; the backup system and the portal only after the next read.
    await fixture.simulator.control.inventory({ rename: { guid: other.guid, name: point.name } });
    const before = await posts();
    await expect(start(scope, body)).rejects.toMatchObject({ code: 'conflict' });
    expect(await posts()).toBe(before);
  });

  test("is refused without a reason if another tenant's machine has the name too, and refused while an operation runs on the own one", async () => {
    const [mine, other] = [await freePoint('OPENSTACK'), await freePoint('OPENSTACK')];
    const scope = await fixture.tenant('OPERATOR', [mine.machine]);
    const row = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: mine.machine } });
    const body: RestoreBody = {
      ...(await bodyFor(scope, mine.point)),
      name: mine.name,
      overwrite: true,
      overwriteMachines: [mine.machine],
    };
    const running = await db().operation.create({
      data: {
        kind: 'BACKUP',
        origin: 'OTHER',
        state: 'RUNNING',
        submission: 'OBSERVED',
        machineGuid: mine.machine,
        machineName: mine.name,
      },
    });
    const busy = await preflight(scope, mine.point, body);
    expect(busy.checks.find(({ id }) => id === 'name')).toMatchObject({ state: 'BLOCKED' });
    expect(stateOf(busy, 'running-work')).toBe('WARNING');
    await db().operation.delete({ where: { id: running.id } });
    const before = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: other.machine } });
    await db().mirrorMachine.update({
      where: { guid: other.machine },
      data: { name: mine.name, projectGuid: row.projectGuid },
    });
    const report = await preflight(scope, mine.point, body);
    await db().mirrorMachine.update({
      where: { guid: other.machine },
      data: { name: before.name, projectGuid: before.projectGuid },
    });
    expect(report.overwrites).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'name')).toEqual({
      id: 'name',
      state: 'BLOCKED',
      message: 'Overwriting is not possible with this name at this target. Choose another name.',
      messageRef: { code: 'restore.check.cannotOverwrite' },
      nextStep: null,
    });
  });
});

describe('a machine that a restore overwrites', () => {
  test('is locked with the source while it starts: a faster backup blocks the restore, and nothing is sent', async () => {
    const [source, old] = [await freePoint('OPENSTACK'), await freePoint('OPENSTACK')];
    const scope = await fixture.tenant('OPERATOR', [source.machine, old.machine]);
    const defaults = await bodyFor(scope, source.point);
    await db().mirrorMachine.update({ where: { guid: old.machine }, data: { projectGuid: source.projectGuid } });
    const body: RestoreBody = { ...defaults, name: old.name, overwrite: true, overwriteMachines: [old.machine] };
    expect((await preflight(scope, source.point, body)).overwrites).toEqual([{ guid: old.machine, name: old.name }]);
    const before = await posts();
    const { started } = await withMachine(old.machine, async (tx) => {
      const begun = Promise.allSettled([start(scope, body)]);
      await eventually('the restore to wait for the machine that it overwrites', async () => {
        const rows = await db().$queryRaw<unknown[]>`
          SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = ${lockSpaces.machine}::int
            AND objid::bigint = hashtext(${old.machine})::bigint & 4294967295`;
        return rows.length > 0 ? true : null;
      });
      await tx.operation.create({
        data: {
          kind: 'BACKUP',
          origin: 'USER',
          state: 'REQUESTED',
          submission: 'PENDING',
          leaseUntil: new Date(Date.now() + 600_000),
          machineGuid: old.machine,
          machineName: old.name,
        },
      });
      return { started: begun };
    });
    expect(await started).toMatchObject([
      { status: 'rejected', reason: { code: 'conflict', detail: expect.stringContaining('just started') as unknown } },
    ]);
    expect(await posts()).toBe(before);
  });
});

describe('idempotency and failures', () => {
  test('the same key, at the same time and later, starts one restore; with another request it is a conflict', async () => {
    const point = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => start(scope, body, key)));
    const later = await start(scope, body, key);
    expect(new Set([...answers, later].map(({ operation }) => operation.id)).size).toBe(1);
    await settled(scope, later.operation.id);
    expect(await restoresOf(point.machine)).toBe(1);
    await expect(start(scope, { ...body, name: 'another' }, key)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a connection that breaks after Storware accepted the request leads to one restore, which is found again', async () => {
    const point = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    await fixture.simulator.control.fault({
      match: { method: 'POST', path: '^/tasks/restore-and-import' },
      kind: 'drop-after',
    });
    const { operation } = await start(scope, body);
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
    expect(await restoresOf(point.machine)).toBe(1);
  });

  test('while Storware is down, the report says so, options and start fail, and the key can be used again', async () => {
    const point = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('OPERATOR', [point.machine]);
    const body = await bodyFor(scope, point.point);
    const key = randomUUID();
    await fixture.simulator.control.outage(true);
    await expect(getRestoreOptions(scope, point.point)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(stateOf(await preflight(scope, point.point, body), 'session')).toBe('BLOCKED');
    await expect(start(scope, body, key)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await fixture.simulator.control.outage(false);
    const { operation } = await eventually('Storware to be heard again', () =>
      start(scope, body, key).catch((error: { code?: string }) => {
        if (error.code === 'upstream_unavailable') return null;
        throw error as Error;
      }),
    );
    expect((await settled(scope, operation.id)).state).toBe('SUCCEEDED');
    expect(await restoresOf(point.machine)).toBe(1);
  });
});

describe('the history', () => {
  test('shows an unknown status and kind with their values, and finds them by filter', async () => {
    const mine = await freePoint('OPENSTACK');
    const scope = await fixture.tenant('VIEWER', [mine.machine]);
    const job = (status: string | null, type: string | null) => ({
      guid: randomUUID(),
      machineGuid: mine.machine,
      status,
      type,
      restoredAt: new Date(),
      durationMs: 60_000n,
      warnings: [],
      contentHash: '',
    });
    const [odd, wordless, partial] = [
      job('FROBNICATED', 'RESTORE_TO_MOON'),
      job(null, null),
      job('PARTIAL_SUCCESS', 'RESTORE_AND_IMPORT'),
    ];
    await db().mirrorRestoreJob.deleteMany({ where: { machineGuid: mine.machine } });
    await db().mirrorRestoreJob.createMany({ data: [odd, wordless, partial] });
    const query = { page: 1, pageSize: 50, sort: { key: 'state', descending: true }, search: '' } as const;
    const all = new Map((await listRestores(scope, query)).items.map((one) => [one.id, one]));
    expect(all.get(odd.guid)).toMatchObject({
      state: 'UNKNOWN',
      stateText: 'FROBNICATED',
      mode: 'UNKNOWN',
      modeText: 'RESTORE_TO_MOON',
      finishedAt: null,
      failure: null,
    });
    expect(all.get(wordless.guid)).toMatchObject({
      state: 'UNKNOWN',
      stateText: null,
      mode: 'UNKNOWN',
      modeText: null,
    });
    expect(all.get(partial.guid)).toMatchObject({ state: 'WARNING', stateText: null, mode: 'IMPORT' });
    expect((await listRestores(scope, { ...query, state: ['UNKNOWN'] })).items.map(({ id }) => id).sort()).toEqual(
      [odd.guid, wordless.guid].sort(),
    );
    expect((await listRestores(scope, { ...query, state: ['WARNING'] })).items.map(({ id }) => id)).toEqual([
      partial.guid,
    ]);
  });

  test('lists restores started outside the portal, sorted together with its own, and none of other tenants', async () => {
    const [mine, other] = [await freePoint('OPENSTACK'), await freePoint('OPENSTACK')];
    const scope = await fixture.tenant('VIEWER', [mine.machine]);
    const job = (machineGuid: string, hours: number, status: string) => ({
      guid: randomUUID(),
      machineGuid,
      status,
      type: 'RESTORE_AND_IMPORT',
      restoredAt: new Date(Date.now() - hours * 3_600_000),
      durationMs: 60_000n,
      warnings: [],
      contentHash: '',
    });
    const [older, failed, foreign] = [
      job(mine.machine, 5, 'SUCCESS'),
      job(mine.machine, 1, 'FAILED'),
      job(other.machine, 2, 'SUCCESS'),
    ];
    // The machines may already have restores in their history.
    await db().mirrorRestoreJob.deleteMany({ where: { machineGuid: { in: [mine.machine, other.machine] } } });
    await db().mirrorRestoreJob.createMany({ data: [older, failed, foreign] });
    const ours = await db().operation.create({
      data: {
        tenantId: scope.tenant.id,
        kind: 'RESTORE',
        mode: 'IMPORT',
        origin: 'USER',
        state: 'SUCCEEDED',
        submission: 'ACCEPTED',
        machineGuid: mine.machine,
        machineName: mine.name,
        targetName: 'again',
        targetText: 'OpenStack',
        requestedAt: new Date(Date.now() - 3 * 3_600_000),
        finishedAt: new Date(),
        tasks: {
          create: { guid: randomUUID(), type: 'RESTORE', state: 'FINISHED', progress: 100, restoreJobGuid: older.guid },
        },
      },
    });
    const query = { page: 1, pageSize: 50, sort: { key: 'requestedAt', descending: true }, search: '' } as const;
    const all = await listRestores(scope, query);
    expect(all.items.map(({ id, state }) => [id, state])).toEqual([
      [failed.guid, 'FAILED'],
      [ours.id, 'SUCCEEDED'],
    ]);
    expect(all.items[0]).toMatchObject({ operation: null, requestedBy: null, failure: { owner: 'PROVIDER' } });
    expect((await listRestores(scope, { ...query, state: ['SUCCEEDED'] })).items.map(({ id }) => id)).toEqual([
      ours.id,
    ]);
    expect(await listRestores(scope, { ...query, pageSize: 1, page: 2 })).toMatchObject({
      total: 2,
      items: [{ id: ours.id }],
    });
    expect((await listRestoresOfMachine(scope, mine.machine, { ...query, search: 'again' })).total).toBe(1);
    await expect(listRestoresOfMachine(scope, other.machine, query)).rejects.toMatchObject({ code: 'not_found' });
  });
});
