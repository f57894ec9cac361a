import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchedule } from '@/lib/portal/schedules/write-schedule';
import { createPolicy } from './create-policy';
import { openPolicyFixture, policyBody, refusal, sent, settleSagas } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 40 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());

test('a policy requested twice with one key is created once, one after the other or concurrently', async () => {
  const { scope, machines } = await fixture.admin(2);
  const before = await fixture.count();
  const [key, body] = [randomUUID(), policyBody(store, machines)];
  const twice = await Promise.all([
    createPolicy({ ...scope, requestId: randomUUID() }, body, key),
    createPolicy({ ...scope, requestId: randomUUID() }, body, key),
  ]);
  const calls = await sent(fixture, async () => twice.push(await createPolicy(scope, body, key)));
  expect(calls).toEqual([]);
  expect(new Set(twice.map(({ guid }) => guid)).size).toBe(1);
  expect(await fixture.count()).toMatchObject({ policies: before.policies + 1, schedules: before.schedules + 2 });

  const other = await refusal(() => createPolicy(scope, { ...body, priority: 7 }, key));
  expect([other.code, other.detail]).toEqual(['conflict', expect.stringContaining('Idempotency-Key')]);
  const [schedule] = body.schedules;
  if (!schedule) throw new Error('no schedule');
  const [again, added] = [randomUUID(), { ...schedule, name: 'Added', policy: twice[0]?.guid ?? '' }];
  const first = await createSchedule(scope, added, again);
  expect((await createSchedule(scope, added, again)).guid).toBe(first.guid);
  expect((await refusal(() => createSchedule(scope, { ...added, name: 'Another' }, again))).code).toBe('conflict');
  expect((await refusal(() => createSchedule(scope, added, key))).code).toBe('conflict');
  expect(await fixture.count()).toMatchObject({ schedules: before.schedules + 3 });
});

test('a policy that was rolled back is created by a second request with the same key', async () => {
  const { scope } = await fixture.admin(0);
  const before = await fixture.count();
  const [key, body] = [randomUUID(), policyBody(store, [])];
  await fixture.simulator.control.fault({
    match: { method: 'POST', path: '^/policies/vm-backup$' },
    kind: 'status',
    status: 400,
    times: 2,
  });
  expect((await refusal(() => createPolicy(scope, body, key))).code).toBe('upstream_rejected');
  await settleSagas(fixture);
  expect(await fixture.count()).toEqual(before);
  const made = await createPolicy(scope, body, key);
  expect((await createPolicy(scope, body, key)).guid).toBe(made.guid);
  expect(await fixture.count()).toMatchObject({ policies: before.policies + 1 });
});
