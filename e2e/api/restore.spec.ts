import { expect, test } from '@playwright/test';
import { MachineList } from '@/lib/contracts/machine';
import { Problem } from '@/lib/contracts/problem';
import { RestoreList } from '@/lib/contracts/restore';
import { eventually } from '@/scripts/test-support/eventually';
import { readOperation, settled } from './backup-requests';
import { newKey } from './portal-session';
import type { PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';
import { preflightOf, requestRestore, restoreOf, restoreOptions } from './restore-requests';
import type { RestoreBody } from '@/lib/contracts/restore';

test.describe.configure({ mode: 'default', timeout: 180_000 });

let stack: PrivateStack;
let operator: PortalSession;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'restore' });
  operator = await stack.signIn('operator@acme.test');
});
test.afterAll(() => stack.close());

const used = new Set<string>();

/** A recovery point of a machine of acme that no other test uses, and a body that would restore it. */
async function choose(platform: string): Promise<{ machine: string; body: RestoreBody }> {
  const guids = stack.owned.acme
    .filter((machine) => machine.platform === platform && !used.has(machine.guid))
    .map(({ guid }) => guid);
  const point = await stack.db.mirrorBackup.findFirstOrThrow({
    where: { machineGuid: { in: guids }, restorable: true },
    orderBy: { startedAt: 'desc' },
  });
  used.add(point.machineGuid);
  const { defaults } = await restoreOptions(operator, point.guid);
  if (!defaults) throw new Error('nothing would work');
  return { machine: point.machineGuid, body: defaults };
}
async function restoresOf(machine: string): Promise<number> {
  return (await stack.simulator.control.tasks(machine)).filter(({ type }) => type === 'RESTORE').length;
}

test('the body from the options creates a machine of the tenant, with its report in the history', async () => {
  const { machine, body } = await choose('OPENSTACK');
  const wanted = { ...body, name: 'back-again' };
  expect((await preflightOf(operator, wanted)).checks.filter(({ state }) => state === 'BLOCKED')).toEqual([]);
  const { id } = restoreOf(await requestRestore(operator, wanted));
  expect((await settled(operator, id)).state).toMatch(/SUCCEEDED|WARNING/);
  const made = await eventually(
    'the restored machine',
    async () => (await readOperation(operator, id)).result?.machine ?? null,
  );
  expect(made.name).toBe('back-again');
  const mine = MachineList.parse((await operator.call('/api/v1/machines?search=back-again')).json);
  expect(mine.items.map(({ guid }) => guid)).toEqual([made.guid]);
  const other = MachineList.parse(
    (await (await stack.signIn('operator@globex.test')).call('/api/v1/machines?search=back-again')).json,
  );
  expect(other.total).toBe(0);
  for (const path of ['/api/v1/restores', `/api/v1/machines/${machine}/restores`]) {
    const { items } = RestoreList.parse((await operator.call(path)).json);
    expect(items.find((item) => item.id === id)).toMatchObject({
      name: 'back-again',
      result: made,
      requestedBy: { name: expect.any(String) },
      preflight: { checks: expect.any(Array) },
    });
  }
});

test('the same key, at once and again after the portal was killed, is one restore', async () => {
  const { machine, body } = await choose('OPENSTACK');
  const key = newKey();
  const answers = await Promise.all([1, 2, 3].map(() => requestRestore(operator, body, key)));
  await stack.restart('kill');
  operator = await stack.signIn('operator@acme.test');
  const ids = [
    ...answers.map((answer) => restoreOf(answer).id),
    restoreOf(await requestRestore(operator, body, key)).id,
  ];
  expect(new Set(ids).size).toBe(1);
  expect((await settled(operator, ids[0] ?? '')).state).toMatch(/SUCCEEDED|WARNING/);
  expect(await restoresOf(machine)).toBe(1);
});

test('a blocking report is 409 with its reason, starts nothing and frees the key', async () => {
  const { machine, body } = await choose('OPENSTACK');
  const key = newKey();
  await stack.simulator.control.removeBackup(body.recoveryPoint);
  const refused = await requestRestore(operator, body, key);
  expect(refused.status, refused.text).toBe(409);
  expect(Problem.parse(refused.json)).toMatchObject({ code: 'conflict', detail: expect.stringContaining('removed') });
  expect(await restoresOf(machine)).toBe(0);
  expect((await requestRestore(operator, { ...body, name: 'another' }, key)).status).toBe(409);
  expect(await stack.db.idempotencyRecord.count({ where: { key } })).toBe(0);
});

test('a missing value is reported by its field; an unknown field is refused', async () => {
  const { body } = await choose('OPENSTACK');
  const { cluster: _, ...bare } = body;
  expect(Problem.parse((await requestRestore(operator, bare)).json)).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'cluster' }],
  });
  for (const wrong of [
    { ...body, mode: 'ELSEWHERE' },
    { ...body, extra: 1 },
    { ...body, name: 'a\u0000b' },
  ]) {
    const answer = await operator.call('/api/v1/restores', {
      method: 'POST',
      headers: { 'Idempotency-Key': newKey() },
      body: wrong,
    });
    expect(answer.status, JSON.stringify(wrong)).toBe(422);
  }
});
