import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StartBackupBody } from '@/lib/contracts/backup';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, OperationState } from '@/lib/contracts/operation';
import { db } from '@/lib/db/client';
import { cancelOperation, getOperation, listOperations } from '@/lib/portal/operations/operations';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { startWorker } from '@/lib/worker/start-worker';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { eventually } from '@/scripts/test-support/eventually';
import { startBackup } from './start-backup';

let fixture: TestFixture;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 60, workSpeed: 40 });
  const worker = startWorker();
  stopWorker = () => worker.stop();
  await eventually('the first inventory', async () =>
    (await db().mirrorSync.findUnique({ where: { kind: 'machines' } }))?.asOf ? true : null,
  );
  await eventually('the policies', async () => ((await db().mirrorPolicy.count()) > 0 ? true : null));
});
afterAll(async () => {
  await stopWorker();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await fixture.simulator.control.options({ taskResponseShape: 'array', dialect: '7.4' });
});

/** Machines without other backups, each used by one test only. */
const used = new Set<string>();
async function freeMachines(count: number): Promise<string[]> {
  const busy = new Set(
    (await db().operation.findMany({ where: { finishedAt: null } })).map((operation) => operation.machineGuid),
  );
  const machines = (await fixture.simulator.control.machines()).filter(
    ({ guid, present, policy }) => present && policy && !used.has(guid) && !busy.has(guid),
  );
  const withDestination = [];
  for (const machine of machines) {
    const row = await db().mirrorMachine.findUnique({ where: { guid: machine.guid } });
    const policy = row?.policyGuid ? await db().mirrorPolicy.findUnique({ where: { guid: row.policyGuid } }) : null;
    if (JSON.stringify(policy?.rules ?? []).includes('PRIMARY')) withDestination.push(machine.guid);
  }
  const chosen = withDestination.slice(0, count);
  expect(chosen).toHaveLength(count);
  for (const guid of chosen) used.add(guid);
  return chosen;
}

async function exportsOf(guid: string, since: ReadonlySet<string>): Promise<number> {
  return (await fixture.simulator.control.tasks(guid)).filter((task) => task.type === 'EXPORT' && !since.has(task.guid))
    .length;
}
async function tasksBefore(guid: string): Promise<Set<string>> {
  return new Set((await fixture.simulator.control.tasks(guid)).map((task) => task.guid));
}
function full(machines: string[]): StartBackupBody {
  return { machines, type: 'FULL' };
}
async function settled(scope: TenantScope, id: string, states: readonly OperationState[]): Promise<Operation> {
  const operation = await eventually(`operation ${id} to be ${states.join(' or ')}`, async () => {
    const seen = await getOperation(scope, id);
    return states.includes(seen.state) || isSettled(seen.state) ? seen : null;
  });
  expect(states, JSON.stringify(operation)).toContain(operation.state);
  return operation;
}

describe('startBackup', () => {
  for (const dialect of ['7.4', 'guide']) {
    for (const taskResponseShape of ['object', 'array', 'bulk', 'empty']) {
      test(`creates one operation over export and store, with the ${dialect} dialect and ${taskResponseShape} responses`, async () => {
        await fixture.simulator.control.options({ taskResponseShape, dialect });
        const [guid = ''] = await freeMachines(1);
        const scope = await fixture.tenant('OPERATOR', [guid]);
        const before = await tasksBefore(guid);
        const { operations } = await startBackup(scope, { body: full([guid]), idempotencyKey: randomUUID() });
        expect(operations).toHaveLength(1);
        const done = await settled(scope, operations[0]?.id ?? '', ['SUCCEEDED', 'WARNING']);
        expect(done.phases.map((phase) => [phase.type, phase.state])).toEqual([
          ['EXPORT', 'FINISHED'],
          ['STORE', 'FINISHED'],
        ]);
        expect(done.progress).toBe(100);
        expect(done.result?.recoveryPoint).toBeTruthy();
        expect(await exportsOf(guid, before)).toBe(1);
        const list = await listOperations(scope, {
          page: 1,
          pageSize: 10,
          sort: { key: 'requestedAt', descending: true },
          search: '',
          origin: ['USER'],
        });
        expect(list.total).toBe(1);
      });
    }
  }

  test('with the same key twice, at once or later, starts one task and returns the same operation', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    const before = await tasksBefore(guid);
    const idempotencyKey = randomUUID();
    const twice = await Promise.all([1, 2, 3].map(() => startBackup(scope, { body: full([guid]), idempotencyKey })));
    const later = await startBackup(scope, { body: full([guid]), idempotencyKey });
    const ids = new Set([...twice, later].map((answer) => answer.operations.map(({ id }) => id).join()));
    expect(ids.size).toBe(1);
    expect(await exportsOf(guid, before)).toBe(1);
    await expect(
      startBackup(scope, { body: { machines: [guid], type: 'INCREMENTAL' }, idempotencyKey }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  test('for a machine with a running backup is a conflict; among others it has its own outcome', async () => {
    const [busy = '', free = ''] = await freeMachines(2);
    const scope = await fixture.tenant('OPERATOR', [busy, free]);
    await fixture.simulator.control.nextWork(busy, { stallMs: 60_000 });
    const first = await startBackup(scope, { body: full([busy]), idempotencyKey: randomUUID() });
    await expect(startBackup(scope, { body: full([busy]), idempotencyKey: randomUUID() })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { operations } = await startBackup(scope, { body: full([busy, free]), idempotencyKey: randomUUID() });
    expect(operations.map(({ machine, state }) => [machine.guid, state === 'NOT_STARTED'])).toEqual([
      [busy, true],
      [free, false],
    ]);
    await cancelOperation(scope, first.operations[0]?.id ?? '');
  });

  test('is not started when the connection breaks before Storware accepted it, and there is no task', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    const before = await tasksBefore(guid);
    await fixture.simulator.control.fault({ match: { method: 'POST', path: '/tasks/export' }, kind: 'drop-before' });
    const { operations } = await startBackup(scope, { body: full([guid]), idempotencyKey: randomUUID() });
    expect(operations[0]?.state).toBe('REQUESTED');
    const done = await settled(scope, operations[0]?.id ?? '', ['NOT_STARTED']);
    expect(done.failure?.nextStep).toContain('Request it again');
    expect(await exportsOf(guid, before)).toBe(0);
  });

  test('finds its one task when the connection breaks after Storware accepted it', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    const before = await tasksBefore(guid);
    await fixture.simulator.control.fault({ match: { method: 'POST', path: '/tasks/export' }, kind: 'drop-after' });
    const { operations } = await startBackup(scope, { body: full([guid]), idempotencyKey: randomUUID() });
    const done = await settled(scope, operations[0]?.id ?? '', ['SUCCEEDED', 'WARNING']);
    expect(done.origin).toBe('USER');
    expect(await exportsOf(guid, before)).toBe(1);
  });

  test('while Storware is down starts nothing and says so; the same key works afterwards', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    const before = await tasksBefore(guid);
    const idempotencyKey = randomUUID();
    await fixture.simulator.control.outage(true);
    await expect(startBackup(scope, { body: full([guid]), idempotencyKey })).rejects.toMatchObject({
      code: 'upstream_unavailable',
      retryAfterSeconds: expect.any(Number) as number,
    });
    await fixture.simulator.control.outage(false);
    const again = await eventually('Storware to be heard again', () =>
      startBackup(scope, { body: full([guid]), idempotencyKey }).catch((error: { code?: string }) => {
        if (error.code === 'upstream_unavailable') return null;
        throw error as Error;
      }),
    );
    await settled(scope, again.operations[0]?.id ?? '', ['SUCCEEDED', 'WARNING']);
    expect(await exportsOf(guid, before)).toBe(1);
    const receipts = await listOperations(scope, {
      page: 1,
      pageSize: 50,
      sort: { key: 'requestedAt', descending: true },
      search: '',
      state: ['NOT_STARTED'],
    });
    expect(receipts.total).toBeGreaterThan(0);
  });

  test("refused by Storware fails with a text for people, without Storware's own", async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    await fixture.simulator.control.fault({
      match: { method: 'POST', path: '/tasks/export' },
      kind: 'status',
      status: 400,
      message: 'No rule on https://10.1.2.3:8181 for it',
    });
    const { operations } = await startBackup(scope, { body: full([guid]), idempotencyKey: randomUUID() });
    expect(operations[0]).toMatchObject({
      state: 'FAILED',
      failure: { cause: 'The backup system refused this request.' },
    });
    expect(JSON.stringify(operations[0])).not.toContain('10.1.2.3');
  });

  test("with another tenant's machine or destination is not found, and nothing reaches Storware", async () => {
    const [mine = '', foreign = ''] = await freeMachines(2);
    const scope = await fixture.tenant('OPERATOR', [mine]);
    await fixture.tenant('OPERATOR', [foreign]);
    await fixture.simulator.control.clearJournal();
    for (const machines of [[foreign], [mine, foreign], [mine, 'never-existed']]) {
      await expect(startBackup(scope, { body: full(machines), idempotencyKey: randomUUID() })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    await expect(
      startBackup(scope, { body: { ...full([mine]), destination: 'foreign' }, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: 'not_found' });
    const { byRoute } = await fixture.simulator.control.counters();
    expect(byRoute['POST /tasks/export'] ?? 0).toBe(0);
    expect(await db().operation.count({ where: { tenantId: scope.tenant.id } })).toBe(0);
  });

  test('shows cancelling until Storware has ended it', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    await fixture.simulator.control.nextWork(guid, { stallMs: 120_000 });
    const { operations } = await startBackup(scope, { body: full([guid]), idempotencyKey: randomUUID() });
    const id = operations[0]?.id ?? '';
    await settled(scope, id, ['RUNNING']);
    const { operation } = await cancelOperation(scope, id);
    expect(['CANCELLING', 'CANCELLED']).toContain(operation.state);
    await settled(scope, id, ['CANCELLED']);
    await expect(cancelOperation(scope, id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('recorded by a process that died before the call is settled as not started', async () => {
    const [guid = ''] = await freeMachines(1);
    const scope = await fixture.tenant('OPERATOR', [guid]);
    const { id } = await db().operation.create({
      data: {
        tenantId: scope.tenant.id,
        kind: 'BACKUP',
        origin: 'USER',
        state: 'REQUESTED',
        submission: 'PENDING',
        machineGuid: guid,
        machineName: 'x',
        leaseUntil: new Date(0),
      },
    });
    await settled(scope, id, ['NOT_STARTED']);
  });
});

describe('external work', () => {
  test("of a schedule is an operation on the tenant's machine", async () => {
    const policies = await db().mirrorPolicy.findMany({ where: { hasActiveSchedule: true } });
    const machine = await db().mirrorMachine.findFirstOrThrow({
      where: { present: true, policyGuid: { in: policies.map(({ guid }) => guid) }, guid: { notIn: [...used] } },
    });
    const policy = policies.find(({ guid }) => guid === machine.policyGuid);
    const scheduleGuid = (policy?.rules as { scheduleGuids: string[] }[] | undefined)?.[0]?.scheduleGuids[0] ?? '';
    const scope = await fixture.tenant('VIEWER', [machine.guid]);
    await fixture.simulator.control.fireSchedule(scheduleGuid);
    const query = {
      page: 1,
      pageSize: 50,
      sort: { key: 'requestedAt', descending: true },
      search: '',
      machine: machine.guid,
    } as const;
    const operation = await eventually(
      'the schedule’s work',
      async () =>
        (await listOperations(scope, query)).items.find(
          (one) => one.origin === 'SCHEDULE' && one.finishedAt === null,
        ) ?? null,
    );
    expect(operation).toMatchObject({ kind: 'BACKUP', requestedBy: null });
    await settled(scope, operation.id, ['SUCCEEDED', 'WARNING', 'FAILED']);
  });
});
