import { expect, test } from '@playwright/test';
import { StartBackupAnswer } from '@/lib/contracts/backup';
import { exportsOf, operationOf, readOperation, requestBackup, settled } from './backup-requests';
import { newKey } from './portal-session';
import type { ApiAnswer, PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 120_000 });

let stack: PrivateStack;
let operator: PortalSession;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'nothing-twice' });
  operator = await stack.signIn('operator@acme.test');
});
test.afterAll(() => stack.close());
test.afterEach(() => stack.simulator.control.clearFaults());

const idsOf = (answer: ApiAnswer): string[] => StartBackupAnswer.parse(answer.json).operations.map(({ id }) => id);

test.describe('a double click', () => {
  test('with one key is one operation and one task', async () => {
    const machine = stack.spare('acme');
    const key = newKey();
    const answers = await Promise.all([1, 2, 3, 4].map(() => requestBackup(operator, [machine], key)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.flatMap(idsOf)).size).toBe(1);
    expect((await settled(operator, idsOf(answers[0] as ApiAnswer)[0] ?? '')).state).toBe('SUCCEEDED');
    expect(await exportsOf(stack, machine)).toHaveLength(1);
  });

  test('with two keys, or by two people, starts one and reports the conflict to the other', async () => {
    const machine = stack.spare('acme');
    const colleague = await stack.signIn('admin@acme.test');
    const answers = await Promise.all([
      requestBackup(operator, [machine]),
      requestBackup(operator, [machine]),
      requestBackup(colleague, [machine]),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    for (const refused of answers.filter(({ status }) => status === 409)) {
      expect(refused.json).toMatchObject({
        code: 'conflict',
        detail: expect.stringContaining('already being backed up'),
      });
    }
    const started = answers.find(({ status }) => status === 202);
    if (started) await settled(operator, operationOf(started).id);
    expect(await exportsOf(stack, machine)).toHaveLength(1);
  });
});

test.describe('the same key', () => {
  test('much later, or in another case, returns the same operation; with another body it is a conflict', async () => {
    const machine = stack.spare('acme');
    const key = newKey();
    const first = operationOf(await requestBackup(operator, [machine], key));
    await settled(operator, first.id);
    expect(operationOf(await requestBackup(operator, [machine], key)).id).toBe(first.id);
    expect(operationOf(await requestBackup(operator, [machine], key.toUpperCase())).id).toBe(first.id);
    for (const other of [
      await requestBackup(operator, [machine], key, 'INCREMENTAL'),
      await requestBackup(operator, [stack.spare('acme')], key),
    ]) {
      expect(other.status).toBe(409);
      expect(other.json).toMatchObject({ code: 'conflict' });
    }
    expect(await exportsOf(stack, machine)).toHaveLength(1);
  });

  test('of another tenant is another request', async () => {
    const [mine, theirs] = [stack.spare('acme'), stack.spare('globex')];
    const other = await stack.signIn('operator@globex.test');
    const key = newKey();
    const first = operationOf(await requestBackup(operator, [mine], key));
    const second = operationOf(await requestBackup(other, [theirs], key));
    expect(second.id).not.toBe(first.id);
    expect((await settled(other, second.id)).machine.guid).toBe(theirs);
  });

  test('after a restart of the portal returns the same operation, and nothing is started again', async () => {
    const machine = stack.spare('acme');
    await stack.simulator.control.nextWork(machine, { stallMs: 600_000, atPercent: 30 });
    const key = newKey();
    const first = operationOf(await requestBackup(operator, [machine], key));
    await stack.restart('kill');
    expect(operationOf(await requestBackup(operator, [machine], key)).id).toBe(first.id);
    expect((await requestBackup(operator, [machine])).status).toBe(409);
    const [task] = await exportsOf(stack, machine);
    await stack.simulator.control.setTask(task?.guid ?? '', { state: 'FINISHED' });
    expect((await settled(operator, first.id)).state).toBe('SUCCEEDED');
    expect(await exportsOf(stack, machine)).toHaveLength(1);
  });
});

test('a connection that breaks before or after acceptance is resolved to the real outcome, each with one task or none', async () => {
  const cases = [];
  // One after the other, because a fault applies to the next request; then all are waited for together.
  for (const { kind, tasks, state } of [
    { kind: 'drop-before', tasks: 0, state: 'NOT_STARTED' },
    { kind: 'drop-after', tasks: 1, state: 'SUCCEEDED' },
    { kind: 'drop-midbody', tasks: 1, state: 'SUCCEEDED' },
    { kind: 'empty200', tasks: 1, state: 'SUCCEEDED' },
    { kind: 'malformed-json', tasks: 1, state: 'SUCCEEDED' },
    { kind: 'html500', tasks: 0, state: 'NOT_STARTED' },
  ] as const) {
    const [machine, key] = [stack.spare('acme'), newKey()];
    await stack.simulator.control.fault({ match: { method: 'POST', path: '^/tasks/export$' }, kind });
    const operation = operationOf(await requestBackup(operator, [machine], key));
    expect(operation.state, `${kind}: nobody knows yet`).toBe('REQUESTED');
    // A repeated request while the outcome is unknown must not start it a second time.
    expect(operationOf(await requestBackup(operator, [machine], key)).id).toBe(operation.id);
    expect((await requestBackup(operator, [machine])).status).toBe(409);
    cases.push({ kind, machine, id: operation.id, expected: { kind, tasks, state } });
  }
  const outcomes = await Promise.all(
    cases.map(async ({ kind, machine, id }) => {
      const { state, failure } = await settled(operator, id);
      if (state === 'NOT_STARTED')
        expect(failure).toMatchObject({ nextStep: expect.stringContaining('Request it again') });
      return { kind, tasks: (await exportsOf(stack, machine)).length, state };
    }),
  );
  expect(outcomes).toEqual(cases.map(({ expected }) => expected));

  const again = cases.find(({ kind }) => kind === 'drop-before');
  const retried = operationOf(await requestBackup(operator, [again?.machine ?? '']));
  expect((await settled(operator, retried.id)).state).toBe('SUCCEEDED');
  expect((await readOperation(operator, again?.id ?? '')).state, 'the receipt stays').toBe('NOT_STARTED');
});
