import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { POST as cancelRoute } from '@/app/api/v1/operations/[id]/cancel/route';
import { POST as backupsRoute } from '@/app/api/v1/backups/route';
import { DELETE as deleteRoute } from '@/app/api/v1/policies/[guid]/route';
import { POST as policiesRoute } from '@/app/api/v1/policies/route';
import { openSession } from '@/lib/auth/testing/accounts';
import { StartBackupAnswer } from '@/lib/contracts/backup';
import { Policy } from '@/lib/contracts/policy';
import { Problem } from '@/lib/contracts/problem';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import { openPolicyFixture, policyBody, settleSagas } from '@/lib/portal/policies/testing/policy-fixture';
import type { PolicyFixture } from '@/lib/portal/policies/testing/policy-fixture';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteHandler } from './declaration';

let fixture: PolicyFixture;
let killer: pg.Client;
let store: string;
const cutting = { isOn: false, done: Promise.resolve(), cuts: 0 };
beforeAll(async () => {
  // Slow work, so that there is something to cancel.
  fixture = await openPolicyFixture({ workSpeed: 1 });
  store = fixture.destinations[0]?.guid ?? '';
  killer = new pg.Client({ connectionString: env().databaseUrl });
  await killer.connect();
});
afterEach(() => stopCutting());
afterAll(async () => {
  await killer.end();
  await fixture.close();
});

/** Closes the portal's connections to the database repeatedly, whatever they are doing. */
function startCutting(): void {
  cutting.isOn = true;
  cutting.cuts = 0;
  cutting.done = (async () => {
    for (let round = 0; cutting.isOn; round += 1) {
      const { rowCount } = await killer.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
      );
      cutting.cuts += rowCount ?? 0;
      // Rarely enough that requests succeed, and at varying moments.
      await pause(20 + ((round * 137) % 400));
    }
  })();
}
async function stopCutting(): Promise<void> {
  if (!cutting.isOn) return;
  cutting.isOn = false;
  await cutting.done;
  expect(cutting.cuts).toBeGreaterThan(0);
}

type TestRequest = {
  handler: RouteHandler;
  method: string;
  params?: Record<string, string>;
  body?: unknown;
  key?: string;
};

/** Calls the routes as a browser does. */
async function caller({ actor }: TenantScope) {
  const { cookie } = await openSession(actor.userId);
  return async ({ handler, method, params = {}, body, key = randomUUID() }: TestRequest) => {
    const headers = {
      origin: 'http://portal.test',
      host: 'portal.test',
      cookie,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await handler(new Request('http://portal.test/x', { method, headers, ...sent }), {
      params: Promise.resolve(params),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      json: (await response.json()) as unknown,
    };
  };
}
type Answered = Awaited<ReturnType<Awaited<ReturnType<typeof caller>>>>;

/** Its success, or a 503 with Retry-After: never an internal error. */
function expectDoneOrBusy(answer: Answered, done: readonly number[]): void {
  if (done.includes(answer.status)) return;
  expect([answer.status, Problem.safeParse(answer.json).data?.code]).toEqual([503, 'unavailable']);
  expect(Number(answer.retryAfter)).toBeGreaterThan(0);
}

/** How many tasks of a backup Storware has created for the machine. */
async function exportsOf(machine: string): Promise<number> {
  return (await fixture.simulator.control.tasks(machine)).filter(({ type }) => type === 'EXPORT').length;
}

test('during a backup request are recovered or answered 503; the same key finds its result, and the backup is made once', async () => {
  const { scope, machines } = await fixture.admin(12, { withPolicy: true });
  const ask = await caller(scope);
  const requests = await Promise.all(
    machines.map(async (machine) => {
      const body = { machines: [machine], type: 'FULL' };
      const request = { handler: backupsRoute, method: 'POST', body, key: randomUUID() };
      return { machine, request, before: await exportsOf(machine) };
    }),
  );
  startCutting();
  const answers = await Promise.all(
    requests.map(async ({ request }, index) => {
      await pause(index * 100);
      return ask(request);
    }),
  );
  await stopCutting();
  for (const answer of answers) expectDoneOrBusy(answer, [202, 409]);
  for (const [index, { machine, request, before }] of requests.entries()) {
    const again = await ask(request);
    if (again.status === 409) continue;
    expect(again.status).toBe(202);
    const [operation] = StartBackupAnswer.parse(again.json).operations;
    const first = answers[index];
    if (first?.status === 202) expect(StartBackupAnswer.parse(first.json).operations[0]?.id).toBe(operation?.id);
    expect((await ask(request)).json).toMatchObject({ operations: [{ id: operation?.id }] });
    const { submission } = await db().operation.findUniqueOrThrow({ where: { id: operation?.id ?? '' } });
    // A request that was recorded but not sent is settled as not started by the worker.
    expect(await exportsOf(machine)).toBe(before + (submission === 'PENDING' ? 0 : 1));
  }
});

test('while a policy is created and deleted are recovered or answered 503; a repetition does it once', async () => {
  const { scope } = await fixture.admin(0);
  const ask = await caller(scope);
  const before = await fixture.count();
  const requests = Array.from({ length: 5 }, () => ({
    handler: policiesRoute,
    method: 'POST',
    body: policyBody(store, []),
    key: randomUUID(),
  }));
  startCutting();
  const answers: Answered[] = [];
  for (const one of requests) answers.push(await ask(one));
  await stopCutting();
  for (const answer of answers) expectDoneOrBusy(answer, [201]);
  await settleSagas(fixture);
  const made: string[] = [];
  for (const [index, one] of requests.entries()) {
    const again = await ask(one);
    expect(again.status).toBe(201);
    const { guid } = Policy.parse(again.json);
    if (answers[index]?.status === 201) expect(Policy.parse(answers[index]?.json).guid).toBe(guid);
    made.push(guid);
  }
  expect(await fixture.count()).toMatchObject({ policies: before.policies + requests.length });

  startCutting();
  const ends: Answered[] = [];
  for (const guid of made) ends.push(await ask({ handler: deleteRoute, method: 'DELETE', params: { guid } }));
  await stopCutting();
  for (const end of ends) expectDoneOrBusy(end, [200]);
  await settleSagas(fixture);
  for (const [index, guid] of made.entries()) {
    const again = await ask({ handler: deleteRoute, method: 'DELETE', params: { guid } });
    if (ends[index]?.status === 200) expect(again.status).toBe(404);
    else expect([200, 404]).toContain(again.status);
  }
  expect(await fixture.count()).toEqual(before);
});

test('during a cancellation are recovered or answered 503; a repetition cancels it', async () => {
  const { scope, machines } = await fixture.admin(6, { withPolicy: true });
  const ask = await caller(scope);
  const started = StartBackupAnswer.parse(
    (await ask({ handler: backupsRoute, method: 'POST', body: { machines, type: 'FULL' } })).json,
  ).operations;
  const cancels = started.map(({ id }) => ({ handler: cancelRoute, method: 'POST', params: { id } }));
  startCutting();
  const answers = await Promise.all(
    cancels.map(async (one, index) => {
      await pause(index * 100);
      return ask(one);
    }),
  );
  await stopCutting();
  for (const answer of answers) expectDoneOrBusy(answer, [202]);
  for (const one of cancels) expect([202, 409]).toContain((await ask(one)).status);
  for (const { id } of started)
    expect(await db().operation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: expect.stringMatching(/^CANCELL(?:ING|ED)$/) as unknown,
      cancelRequestedByName: scope.actor.name,
    });
});
