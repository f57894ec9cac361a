import { expect, test } from '@playwright/test';
import { OperationList } from '@/lib/contracts/operation';
import { eventually } from '@/scripts/test-support/eventually';
import { startPortal } from '@/scripts/test-support/portal';
import { exportsOf, operationOf, readOperation, requestBackup, settled } from './backup-requests';
import { newKey, PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 120_000 });

/** A call may take 45 s in the process that made it; only then does another one resolve it. */
const leaseAndSearchMs = 90_000;

let stack: PrivateStack;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'crash' });
});
test.afterAll(() => stack.close());

test('a portal killed before the call starts nothing and says so; one killed before the response finds its one task', async () => {
  test.setTimeout(180_000);
  const { control } = stack.simulator;
  const [unsent, unanswered] = [stack.spare('acme'), stack.spare('acme')];
  const keys = { unsent: newKey(), unanswered: newKey() };
  const operator = await stack.signIn('operator@acme.test');
  const findOperation = (session: PortalSession, machine: string) =>
    eventually(
      'the operation to be journaled',
      async () =>
        OperationList.parse((await session.call(`/api/v1/operations?machine=${machine}`)).json).items[0] ?? null,
    );

  // A second replica without a session: its log-in never ends, so its operation is recorded and its call is not made.
  await control.fault({ match: { method: 'POST', path: '^/session/login$' }, times: null, kind: 'hang' });
  const replica = await startPortal({
    databaseUrl: stack.databaseUrl,
    simulator: stack.simulator,
    name: 'crash-replica',
    env: { SYNC_WORKER: 'false' },
  });
  const there = await PortalSession.signIn(replica.url, 'operator@acme.test');
  const neverAnswered = [requestBackup(there, [unsent], keys.unsent).catch(() => null)];
  const first = await findOperation(operator, unsent);
  expect(first.state).toBe('REQUESTED');
  await eventually('the log-in to hang', async () =>
    (await control.journal()).entries.some(({ path, status }) => path === '/session/login' && status === null)
      ? true
      : null,
  );

  // The first portal has its session: its call arrives, and is executed only after nobody waits for the response any
  // more.
  await control.fault({ match: { method: 'POST', path: '^/tasks/export$' }, times: 1, kind: 'delay', delayMs: 12_000 });
  neverAnswered.push(requestBackup(operator, [unanswered], keys.unanswered).catch(() => null));
  await eventually('the call to arrive', async () =>
    (await control.journal()).entries.some(
      ({ method, path, status }) => method === 'POST' && path === '/tasks/export' && status === null,
    )
      ? true
      : null,
  );
  const second = await findOperation(operator, unanswered);
  await replica.kill();
  await stack.portal().kill();
  expect(await Promise.all(neverAnswered)).toEqual([null, null]);
  expect(await exportsOf(stack, unanswered), 'killed before Storware executed it').toEqual([]);
  await control.clearFaults();
  await stack.restart('kill');

  expect((await readOperation(operator, first.id)).state).toBe('REQUESTED');
  // While the outcome is unknown, the same request returns the same operation and another one is refused.
  expect(operationOf(await requestBackup(operator, [unsent], keys.unsent)).id).toBe(first.id);
  expect((await requestBackup(operator, [unsent])).status).toBe(409);
  const [notStarted, found] = await Promise.all([
    settled(operator, first.id, leaseAndSearchMs),
    settled(operator, second.id, leaseAndSearchMs),
  ]);
  expect(notStarted).toMatchObject({
    state: 'NOT_STARTED',
    failure: { nextStep: expect.stringContaining('Request it again') },
  });
  expect(await control.tasks(unsent)).toEqual([]);
  expect(found).toMatchObject({ state: 'SUCCEEDED', origin: 'USER', requestedBy: { name: 'Otto Brandt' } });
  expect(await exportsOf(stack, unanswered)).toHaveLength(1);
  const seen = OperationList.parse((await operator.call(`/api/v1/operations?machine=${unanswered}`)).json);
  expect(seen.total, 'one operation, not one more for the task that was found').toBe(1);

  const again = operationOf(await requestBackup(operator, [unsent]));
  expect((await settled(operator, again.id)).state).toBe('SUCCEEDED');
});
