import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { db } from '@/lib/db/client';
import { startWork } from '@/lib/journal/operations/start-work';
import type { WorkCall } from '@/lib/journal/operations/submit';
import { cancelOperation, getOperation } from '@/lib/portal/operations/operations';
import { requireMachine } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { createWorker } from '@/lib/worker/start-worker';
import { env } from '@/lib/core/env';
import { eventually } from '@/scripts/test-support/eventually';

let fixture: TestFixture;
let worker: ReturnType<typeof createWorker>;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 60, workSpeed: 30 });
  worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
  await eventually('the first inventory', async () =>
    (await db().mirrorSync.findUnique({ where: { kind: 'backups' } }))?.asOf ? true : null,
  );
});
afterAll(async () => {
  await worker.stop();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await fixture.simulator.control.options({
    appearAfter: 'sync',
    restoreResponseShape: 'object',
    tenantFilter: 'lenient',
  });
});

type Source = { machineGuid: string; backupGuid: string; managerGuid: string; projectGuid: string };
const used = new Set<string>();

/** An OpenStack machine with a recovery point that no other test uses. */
async function freeSource(): Promise<Source> {
  const owned = (await db().ownership.findMany({ where: { kind: 'MACHINE' }, select: { guid: true } })).map(
    ({ guid }) => guid,
  );
  const machine = await db().mirrorMachine.findFirstOrThrow({
    where: {
      platform: 'OPENSTACK',
      present: true,
      restorableCount: { gt: 0 },
      guid: { notIn: [...used, ...owned] },
      projectGuid: { not: null },
    },
    orderBy: { guid: 'asc' },
  });
  used.add(machine.guid);
  const backup = await db().mirrorBackup.findFirstOrThrow({
    where: { machineGuid: machine.guid, restorable: true },
    orderBy: { startedAt: 'desc' },
  });
  return {
    machineGuid: machine.guid,
    backupGuid: backup.guid,
    managerGuid: machine.managerGuid ?? '',
    projectGuid: machine.projectGuid ?? '',
  };
}

async function importOf(source: Source, name: string): Promise<Extract<WorkCall, { kind: 'import' }>> {
  const cluster = await db().mirrorInfrastructure.findFirstOrThrow({
    where: { kind: 'CLUSTER', data: { path: ['manager', 'guid'], equals: source.managerGuid } },
  });
  const project = await db().mirrorInfrastructure.findFirstOrThrow({
    where: { kind: 'PROJECT', guid: source.projectGuid },
  });
  return {
    kind: 'import',
    request: {
      platform: 'OPENSTACK',
      source: { backupGuid: source.backupGuid, locationGuid: null },
      name,
      overwrite: false,
      managerGuid: source.managerGuid,
      cluster: { uuid: cluster.uuid, guid: cluster.guid },
      project: { guid: project.guid, uuid: project.uuid, name: project.name },
      storage: { kind: 'original' },
      flavorGuid: null,
      networks: null,
    },
  };
}

async function restore(scope: TenantScope, source: Source, name: string): Promise<string> {
  const machine = await requireMachine(scope, source.machineGuid);
  const call = await importOf(source, name);
  const [operationId = ''] = await startWork(
    requesterOf(scope),
    { key: randomUUID(), route: 'POST /restores', bodyHash: 'x' },
    () =>
      Promise.resolve([
        {
          kind: 'RESTORE',
          machine: { handle: machine.handle, name: machine.row.name },
          mode: 'IMPORT',
          backupGuid: source.backupGuid,
          targetName: name,
          targetText: 'OpenStack',
          request: { ...call },
          call,
        },
      ]),
  );
  return operationId;
}

async function settled(scope: TenantScope, id: string): Promise<Operation> {
  return eventually(`the end of ${id}`, async () => {
    const seen = await getOperation(scope, id);
    return isSettled(seen.state) ? seen : null;
  });
}

async function claimed(scope: TenantScope, id: string): Promise<Operation> {
  return eventually(`the machine of ${id}`, async () => {
    const seen = await getOperation(scope, id);
    return seen.result?.machine ? seen : null;
  });
}

async function restoresOf(guid: string): Promise<number> {
  return (await fixture.simulator.control.tasks(guid)).filter(({ type }) => type === 'RESTORE').length;
}

describe('a restore', () => {
  test('is one operation for both tasks, and the restored machine belongs to the tenant once the inventory lists it', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    const id = await restore(scope, source, 'came-back');
    const end = await settled(scope, id);
    expect(end).toMatchObject({
      kind: 'RESTORE',
      state: 'SUCCEEDED',
      progress: 100,
      source: { guid: source.backupGuid },
    });
    expect(end.phases.map(({ type, state }) => [type, state])).toEqual([
      ['RESTORE', 'FINISHED'],
      ['IMPORT', 'FINISHED'],
    ]);
    const { result } = await claimed(scope, id);
    const guid = result?.machine?.guid ?? '';
    expect(result?.machine?.name).toBe('came-back');
    expect(await db().ownership.findUnique({ where: { kind_guid: { kind: 'MACHINE', guid } } })).toMatchObject({
      tenantId: scope.tenant.id,
      source: 'RESTORE',
      assignedByName: scope.actor.name,
    });
    expect(
      await db().auditEntry.count({ where: { tenantId: scope.tenant.id, action: 'machine.claim', objectId: guid } }),
    ).toBe(1);
  });

  test('of two tenants under the same name at the same time gives each its own machine', async () => {
    const [one, other] = [await freeSource(), await freeSource()];
    const scopes = [
      await fixture.tenant('OPERATOR', [one.machineGuid]),
      await fixture.tenant('OPERATOR', [other.machineGuid]),
    ] as const;
    const ids = await Promise.all([restore(scopes[0], one, 'twin'), restore(scopes[1], other, 'twin')]);
    const machines = [await claimed(scopes[0], ids[0]), await claimed(scopes[1], ids[1])].map(
      ({ result }) => result?.machine?.guid ?? '',
    );
    expect(new Set(machines).size).toBe(2);
    const owners = await db().ownership.findMany({ where: { guid: { in: machines } } });
    expect(owners.find(({ guid }) => guid === machines[0])?.tenantId).toBe(scopes[0].tenant.id);
    expect(owners.find(({ guid }) => guid === machines[1])?.tenantId).toBe(scopes[1].tenant.id);
    // The simulator knows which backup each machine was restored from.
    const truth = await fixture.simulator.control.tasks();
    for (const [index, source] of [one, other].entries()) {
      const made = truth.find(
        (task) => task.type === 'IMPORT' && JSON.stringify(task).includes(machines[index] ?? 'none'),
      );
      expect(JSON.stringify(made)).toContain(source.machineGuid);
    }
  });

  test('of one recovery point twice at the same time is two operations, each with its own tasks and machine', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    const ids = await Promise.all([restore(scope, source, 'first'), restore(scope, source, 'second')]);
    const ends = await Promise.all(ids.map((id) => claimed(scope, id)));
    expect(ends.map(({ result }) => result?.machine?.name)).toEqual(['first', 'second']);
    for (const id of ids) {
      // An import that starts and ends between two polls is found by the next full read of the tasks.
      const types = await eventually(`both tasks of ${id}`, async () => {
        const tasks = await db().operationTask.findMany({ where: { operationId: id }, orderBy: { type: 'asc' } });
        return tasks.length > 1 ? tasks.map(({ type }) => type) : null;
      });
      expect(types).toEqual(['IMPORT', 'RESTORE']);
    }
  });

  test('gets its machine although the portal was restarted between the end of the task and the inventory', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    await fixture.simulator.control.fault({
      match: { method: 'POST', path: '/tasks/inventory-sync' },
      kind: 'status',
      status: 403,
      times: null,
    });
    const id = await restore(scope, source, 'after-restart');
    const end = await settled(scope, id);
    expect(end).toMatchObject({ state: 'SUCCEEDED', result: null });
    expect(end.note).toContain('“after-restart” will be in your list of machines');
    await worker.stop();
    await fixture.simulator.control.clearFaults();
    worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
    expect((await claimed(scope, id)).result?.machine?.name).toBe('after-restart');
    expect((await getOperation(scope, id)).note).toBeNull();
  });

  test('into another tenant’s project belongs to the tenant that restored it, however early the inventory lists it', async () => {
    await fixture.simulator.control.options({ appearAfter: 'import' });
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    const landlord = await fixture.tenant('OPERATOR', []);
    const project = await db().mirrorInfrastructure.findFirstOrThrow({
      where: { kind: 'PROJECT', guid: source.projectGuid },
    });
    await db().tenant.update({ where: { id: landlord.tenant.id }, data: { externalId: project.uuid } });
    try {
      const { result } = await claimed(scope, await restore(scope, source, 'in-their-project'));
      expect(
        await db().ownership.findUnique({
          where: { kind_guid: { kind: 'MACHINE', guid: result?.machine?.guid ?? '' } },
        }),
      ).toMatchObject({ tenantId: scope.tenant.id, source: 'RESTORE' });
    } finally {
      await db().tenant.update({ where: { id: landlord.tenant.id }, data: { externalId: null } });
    }
  });

  test('is found and started once when the connection breaks after the server accepted it', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    const before = await restoresOf(source.machineGuid);
    await fixture.simulator.control.fault({
      match: { method: 'POST', path: '/tasks/restore-and-import' },
      kind: 'drop-after',
    });
    const id = await restore(scope, source, 'lost-answer');
    expect((await claimed(scope, id)).result?.machine?.name).toBe('lost-answer');
    expect(await restoresOf(source.machineGuid)).toBe(before + 1);
  });

  test('is shown as not started when the connection breaks before the server accepted it', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    await fixture.simulator.control.fault({
      match: { method: 'POST', path: '/tasks/restore-and-import' },
      kind: 'drop-before',
    });
    const id = await restore(scope, source, 'never');
    expect((await settled(scope, id)).state).toBe('NOT_STARTED');
    expect(
      await db().auditEntry.count({ where: { tenantId: scope.tenant.id, action: 'restore.start', outcome: 'FAILED' } }),
    ).toBe(1);
  });

  test('says that nothing was created when it is cancelled during the first task', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    await fixture.simulator.control.nextRestore(source.machineGuid, { stallMs: 600_000 });
    const id = await restore(scope, source, 'cancelled');
    await eventually('its running', async () => ((await getOperation(scope, id)).state === 'RUNNING' ? true : null));
    await cancelOperation(scope, id);
    expect(await settled(scope, id)).toMatchObject({
      state: 'CANCELLED',
      note: 'Nothing was created on the platform.',
      result: null,
    });
  });

  test('says why, and what may remain, when its import fails', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    await fixture.simulator.control.nextRestore(source.machineGuid, {
      fail: 'import',
      message: 'Quota exceeded at https://10.9.8.7',
    });
    const end = await settled(scope, await restore(scope, source, 'half-made'));
    expect(end.state).toBe('FAILED');
    expect(end.note).toContain('incomplete machine “half-made”');
    expect(JSON.stringify(end)).not.toContain('10.9.8.7');
  });

  test('takes its result from the restore history when its tasks were purged before their end was read', async () => {
    const source = await freeSource();
    const scope = await fixture.tenant('OPERATOR', [source.machineGuid]);
    await fixture.simulator.control.nextRestore(source.machineGuid, { warning: 'Network card was skipped' });
    const id = await restore(scope, source, 'purged');
    await eventually('its first task', async () =>
      (await db().operationTask.count({ where: { operationId: id } })) > 0 ? true : null,
    );
    await worker.stop();
    await eventually('its end at the server', async () => {
      const tasks = (await fixture.simulator.control.tasks(source.machineGuid)).filter(
        ({ type }) => type === 'RESTORE' || type === 'IMPORT',
      );
      return tasks.length > 1 && tasks.every(({ state }) => state === 'FINISHED') ? true : null;
    });
    await fixture.simulator.control.purgeTasks();
    worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
    const end = await settled(scope, id);
    expect(end.state).toBe('WARNING');
    expect(end.note).toContain('did not report which machine');
  });
});
