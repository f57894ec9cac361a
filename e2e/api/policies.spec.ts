import { expect, test } from '@playwright/test';
import { Policy } from '@/lib/contracts/policy';
import { Problem } from '@/lib/contracts/problem';
import { until } from '@/scripts/support/until';
import { eventually } from '@/scripts/test-support/eventually';
import { makePolicy } from './policy-requests';
import type { PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 180_000 });

/** A process may hold a saga for half a minute after its last heartbeat; only then does another one continue. */
const takeOverMs = 90_000;

let stack: PrivateStack;
let admin: PortalSession;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'policies' });
  admin = await stack.signIn('admin@acme.test');
});
test.afterAll(() => stack.close());

async function counts(): Promise<{ policies: number; schedules: number; assigned: number }> {
  const { control } = stack.simulator;
  const [policies, schedules, machines] = await Promise.all([
    control.policies(),
    control.schedules(),
    control.machines(),
  ]);
  return {
    policies: policies.length,
    schedules: schedules.length,
    assigned: machines.filter(({ policy }) => policy).length,
  };
}

/** Sends a request whose call to Storware is delayed, and kills the portal meanwhile. */
async function killedDuring(held: { method: string; path: string }, request: () => Promise<unknown>): Promise<void> {
  const { control } = stack.simulator;
  await control.fault({ match: held, kind: 'delay', delayMs: 4_000 });
  const { next } = await control.journal();
  const unanswered = request().then(
    () => 'answered',
    () => 'nothing',
  );
  await eventually('the call to arrive', async () =>
    (await control.journal(next)).entries.some(
      ({ method, path, status }) => method === held.method && new RegExp(held.path).test(path) && status === null,
    )
      ? true
      : null,
  );
  await stack.portal().kill();
  expect(await unanswered).toBe('nothing');
  await control.clearFaults();
  await stack.restart('kill');
}

async function ended(): Promise<void> {
  await until('the worker to have ended what was begun', takeOverMs, async () =>
    (await stack.db.saga.count({ where: { state: { in: ['RUNNING', 'UNDOING', 'FINISHING'] } } })) === 0 ? true : null,
  );
}

test('a policy is created, conflicts, is changed and deleted over HTTP', async () => {
  const [machine, another] = [stack.spare('acme'), stack.spare('acme')];
  const before = await counts();
  const policy = await makePolicy(admin, stack.destination, ['Weekly', 'Also'], [machine]);
  expect(policy.machines.map(({ guid }) => guid)).toEqual([machine]);
  expect(await counts()).toEqual({
    policies: before.policies + 1,
    schedules: before.schedules + 2,
    assigned: before.assigned + 1,
  });
  const { name, priority, schedules, version } = policy;
  const own = schedules.map(({ nextRuns: _, policy: __, readOnly: ___, condition: ____, ...schedule }) => schedule);
  const body = {
    name,
    priority,
    machines: [machine, another],
    destination: stack.destination,
    schedules: own.slice(0, 1),
    version,
  };
  const put = await admin.call(`/api/v1/policies/${policy.guid}`, { method: 'PUT', body });
  expect(put.status, put.text).toBe(200);
  expect(Policy.parse(put.json)).toMatchObject({ version: version + 1, schedules: [{ name: 'Weekly' }] });
  const late = await admin.call(`/api/v1/policies/${policy.guid}`, { method: 'PUT', body: { ...body, priority: 3 } });
  expect(late.status).toBe(409);
  expect(Problem.parse(late.json)).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('priority: is 50 now, you sent 3'),
  });
  expect(
    (await admin.call('/api/v1/policies', { method: 'POST', body: { name, destination: stack.destination } })).status,
  ).toBe(409);
  const gone = await admin.call(`/api/v1/policies/${policy.guid}`, { method: 'DELETE' });
  expect((gone.json as { released: { guid: string }[] }).released.map(({ guid }) => guid).sort()).toEqual(
    [machine, another].sort(),
  );
  expect(await counts()).toEqual(before);
});

test('a portal that is killed while it creates a policy leaves nothing behind, and the name is free again', async () => {
  const before = await counts();
  const body = {
    name: 'Killed',
    machines: [stack.spare('acme')],
    destination: stack.destination,
    schedules: [
      {
        name: 'Weekly',
        backupType: 'FULL',
        timeZone: 'Europe/Warsaw',
        execution: { kind: 'TIME', at: '02:00' },
        daysOfWeek: ['MONDAY'],
        startWindowMinutes: 60,
      },
    ],
  };
  await killedDuring({ method: 'POST', path: '^/policies/vm-backup$' }, () =>
    admin.call('/api/v1/policies', { method: 'POST', body }),
  );
  await ended();
  expect(await counts()).toEqual(before);
  const trail = await stack.db.auditEntry.findMany({
    where: { action: 'policy.create', objectName: 'Killed' },
    orderBy: [{ at: 'asc' }, { seq: 'asc' }],
    select: { outcome: true },
  });
  expect(trail).toEqual([{ outcome: 'REQUESTED' }, { outcome: 'FAILED' }]);
  const again = await admin.call('/api/v1/policies', { method: 'POST', body });
  expect(again.status, again.text).toBe(201);
});

test('a portal that is killed while it changes or deletes a policy leaves it unchanged, or deleted', async () => {
  const policy = await makePolicy(admin, stack.destination, ['Weekly', 'Also'], [stack.spare('acme')]);
  const { guid, name, schedules, machines } = policy;
  const before = await counts();
  const own = schedules.map(({ nextRuns: _, policy: __, readOnly: ___, condition: ____, ...schedule }) => schedule);
  const body = {
    name,
    priority: 1,
    machines: [...machines.map((machine) => machine.guid), stack.spare('acme')],
    destination: stack.destination,
    schedules: own.slice(0, 1),
  };
  await killedDuring({ method: 'PUT', path: '^/policies/vm-backup/' }, () =>
    admin.call(`/api/v1/policies/${guid}`, { method: 'PUT', body }),
  );
  expect(Policy.parse((await admin.call(`/api/v1/policies/${guid}`)).json).condition).toBe('SAVING');
  await ended();
  expect(await counts()).toEqual(before);
  const after = Policy.parse((await admin.call(`/api/v1/policies/${guid}`)).json);
  expect(after).toMatchObject({ condition: 'OK', priority: 50, version: policy.version, machines });
  expect(after.schedules.map((one) => one.guid)).toEqual(schedules.map((one) => one.guid));

  await killedDuring({ method: 'DELETE', path: '^/policies/vm-backup/' }, () =>
    admin.call(`/api/v1/policies/${guid}`, { method: 'DELETE' }),
  );
  expect(Policy.parse((await admin.call(`/api/v1/policies/${guid}`)).json).condition).toBe('DELETING');
  await ended();
  const left = await counts();
  const isThere = (await admin.call(`/api/v1/policies/${guid}`)).status === 200;
  expect(left).toEqual(
    isThere
      ? before
      : { policies: before.policies - 1, schedules: before.schedules - 2, assigned: before.assigned - machines.length },
  );
});
