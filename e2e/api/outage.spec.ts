import { expect, test } from '@playwright/test';
import { MachineList } from '@/lib/contracts/machine';
import { OperationList } from '@/lib/contracts/operation';
import { eventually } from '@/scripts/test-support/eventually';
import type { FaultKind } from '@/scripts/test-support/simulator-control';
import { ask } from './ask';
import { exportsOf, operationOf, readOperation, requestBackup, settled } from './backup-requests';
import { OpenStream } from './event-stream';
import { isolationMatrix, operatorHolds } from './isolation-matrix';
import type { Ids } from './isolation-matrix';
import { peopleIds, tenantIds } from './member-requests';
import { mountablePoints, mountIds } from './mount-requests';
import { newKey, PortalSession } from './portal-session';
import { policyIds } from './policy-requests';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';
import { restoreIds } from './restore-requests';

test.describe.configure({ mode: 'default', timeout: 120_000 });

let stack: PrivateStack;
let operator: PortalSession;
let admin: PortalSession;
let provider: PortalSession;
let ids: Ids;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'outage' });
  operator = await stack.signIn('operator@acme.test');
  provider = await stack.signIn('provider@portal.test');
  const machine = stack.owned.acme.find(({ present, policy }) => present && policy) ?? stack.owned.acme[0];
  const point = await stack.db.mirrorBackup.findFirstOrThrow({
    where: { machineGuid: machine?.guid ?? '', status: 'SUCCESS' },
  });
  const done = operationOf(await requestBackup(operator, [stack.spare('acme')]));
  await settled(operator, done.id);
  const [first = '', second = ''] = await mountablePoints(operator, machine?.guid ?? '');
  admin = await stack.signIn('admin@acme.test');
  ids = {
    machine: machine?.guid ?? '',
    recoveryPoint: point.guid,
    operation: done.id,
    policy: machine?.policy?.guid ?? '',
    destination: stack.destination,
    tenant: 'acme',
    ...(await mountIds(operator, first, second)),
    ...(await restoreIds(operator, first)),
    ...(await policyIds(admin, stack.destination)),
    ...(await peopleIds(operator, admin)),
    ...(await tenantIds(provider)),
  };
});
test.afterAll(() => stack.close());

/** Reads the data of every page with the person's own ids; returns the responses that were not 200. */
async function unreadable(): Promise<string[]> {
  const bad: string[] = [];
  for (const row of isolationMatrix.filter(
    ({ method, isLive, isDownload }) => method === 'GET' && !isLive && !isDownload,
  )) {
    const member = operatorHolds(row) ? operator : admin;
    const session =
      row.kind === 'provider' ? provider : row.kind === 'public' ? PortalSession.anonymous(stack.url) : member;
    const { status } = await ask(session, row, row.request(ids, newKey));
    if (status !== 200) bad.push(`${row.path} ${status}`);
  }
  return bad;
}

/** Sends a sync request to the worker, as the portal's own processes do. */
async function requestSyncOf(kind: 'tasks' | 'machines' | 'policies'): Promise<void> {
  await stack.db.$executeRaw`SELECT pg_notify('portal_sync', ${JSON.stringify({ kind })})`;
}

const allMachines = async () => MachineList.parse((await operator.call('/api/v1/machines?pageSize=200')).json);

test('while Storware is down all data stays readable with its age, nothing is started, and it recovers by itself', async () => {
  const { control } = stack.simulator;
  const [machine, key] = [stack.spare('acme'), newKey()];
  const before = await allMachines();
  const stream = await OpenStream.open(operator);
  await control.outage(true);

  const refused = await eventually('the outage to be met', async () => {
    const answer = await requestBackup(operator, [machine], key);
    expect(answer.status).toBe(503);
    return answer;
  });
  expect(refused.json).toMatchObject({
    code: 'upstream_unavailable',
    detail: expect.stringContaining('Nothing was started'),
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const receipts = OperationList.parse((await operator.call(`/api/v1/operations?machine=${machine}`)).json);
  expect(receipts.items).toMatchObject([
    { state: 'NOT_STARTED', requestedBy: { name: 'Otto Brandt' }, failure: { owner: 'PROVIDER' } },
  ]);

  const down = await stream.waitFor(
    'the word that it is down',
    ({ event, data }) => event === 'freshness' && data.state === 'DOWN',
    40_000,
  );
  expect(down.data).toMatchObject({
    state: 'DOWN',
    asOf: expect.any(String),
    reason: expect.stringContaining('can’t be reached'),
  });
  expect(await unreadable()).toEqual([]);
  const during = await allMachines();
  expect(during.items.map(({ guid }) => guid)).toEqual(before.items.map(({ guid }) => guid));
  expect(Date.parse(during.asOf ?? '')).toBeLessThanOrEqual(Date.now());
  expect((await provider.call('/api/v1/provider/storware')).json).toMatchObject({ reachable: false });
  expect((await PortalSession.anonymous(stack.url).call('/readyz')).status, 'the portal itself can serve').toBe(200);
  expect((await requestBackup(operator, [machine], key)).status).toBe(503);

  const seen = stream.events.length;
  await control.outage(false);
  await eventually(
    'the word that it is back',
    () => stream.events.slice(seen).find(({ event, data }) => event === 'freshness' && data.state === 'LIVE') ?? null,
  );
  const started = await eventually('the same key to work', async () => {
    const answer = await requestBackup(operator, [machine], key);
    return answer.status === 202 ? operationOf(answer) : null;
  });
  expect((await settled(operator, started.id)).state).toBe('SUCCEEDED');
  expect(await exportsOf(stack, machine)).toHaveLength(1);
  await stream.close();
});

test('a backup survives an outage as the same operation, and ends', async () => {
  const { control } = stack.simulator;
  const machine = stack.spare('acme');
  await control.nextWork(machine, { stallMs: 3_600_000, atPercent: 50 });
  const { id } = operationOf(await requestBackup(operator, [machine]));
  await eventually('it to run', async () => ((await readOperation(operator, id)).state === 'RUNNING' ? true : null));
  await control.outage(true);
  const [task] = await exportsOf(stack, machine);
  await control.setTask(task?.guid ?? '', { state: 'FINISHED' });
  await eventually('the outage to be met', async () =>
    JSON.stringify((await provider.call('/api/v1/provider/storware')).json).includes('"reachable":false') ? true : null,
  );
  expect((await readOperation(operator, id)).state).toBe('RUNNING');
  expect(
    (await operator.call(`/api/v1/operations/${id}/cancel`, { method: 'POST' })).status,
    'a cancel request that did not reach Storware is not recorded',
  ).toBe(503);
  expect((await readOperation(operator, id)).state).toBe('RUNNING');
  await control.outage(false);
  expect((await settled(operator, id)).state).toBe('SUCCEEDED');
});

test.describe('an invalid response', () => {
  test.afterEach(() => stack.simulator.control.clearFaults());

  /** The mirrored data. A schedule of an unknown kind need not be one of backups. */
  async function known(kind: FaultKind): Promise<Record<string, number>> {
    const { db } = stack;
    return {
      machines: await db.mirrorMachine.count({ where: { deletedAt: null } }),
      backups: await db.mirrorBackup.count(),
      policies: await db.mirrorPolicy.count(),
      schedules: kind === 'unknown-enum' ? 0 : await db.mirrorSchedule.count(),
      owned: await db.ownership.count(),
      operations: await db.operation.count({ where: { state: { not: 'NOT_STARTED' } } }),
    };
  }
  /** Waits until each kind was tried again: read, failed, or read without its broken elements. */
  async function nextRounds(): Promise<void> {
    const kinds = ['tasks', 'machines', 'policies', 'schedules'];
    const since = new Date();
    await eventually(
      'every kind to be tried again',
      async () => {
        for (const kind of ['tasks', 'machines', 'policies'] as const) await requestSyncOf(kind);
        return (await stack.db.mirrorSync.count({ where: { kind: { in: kinds }, attemptedAt: { gt: since } } })) ===
          kinds.length
          ? true
          : null;
      },
      250,
    );
  }

  for (const kind of [
    'html500',
    'malformed-json',
    'empty200',
    'broken-element',
    'unknown-enum',
  ] satisfies FaultKind[]) {
    test(`of the kind ${kind} for every list removes nothing, and running work stays unchanged`, async () => {
      test.setTimeout(180_000);
      const { control } = stack.simulator;
      const machine = stack.spare('acme');
      await control.nextWork(machine, { stallMs: 3_600_000, atPercent: 50 });
      const { id } = operationOf(await requestBackup(operator, [machine]));
      await eventually('it to run', async () =>
        (await readOperation(operator, id)).state === 'RUNNING' ? true : null,
      );
      const before = await known(kind);

      await control.fault({ match: { method: 'GET' }, times: null, kind });
      await nextRounds();
      expect(await unreadable()).toEqual([]);
      expect(await known(kind)).toEqual(before);
      expect(['RUNNING', 'QUEUED']).toContain((await readOperation(operator, id)).state);
      const syncs = await stack.db.mirrorSync.findMany({ where: { kind: 'machines' } });
      if (kind === 'broken-element') expect(syncs[0]?.broken, 'what is broken is counted').toBeGreaterThan(0);
      else if (kind !== 'unknown-enum') expect(syncs[0]?.error, 'what failed is known to have failed').not.toBeNull();

      await control.clearFaults();
      const [task] = await exportsOf(stack, machine);
      await control.setTask(task?.guid ?? '', { state: 'FINISHED' });
      await nextRounds();
      expect((await settled(operator, id)).state).toBe('SUCCEEDED');
    });
  }
});
