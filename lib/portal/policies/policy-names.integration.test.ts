import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '@/lib/contracts/policy';
import { db } from '@/lib/db/client';
import { beginSaga } from '@/lib/journal/policies/begin-saga';
import { StoredSaga } from '@/lib/journal/policies/saga-plan';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import { bodyOfPolicy } from '@/lib/portal/schedules/write-schedule';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { putPolicy } from './put-policy';
import { openPolicyFixture, policyBody, sent, settleSagas, told } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 200 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.simulator.control.options({ nameConflictStatus: 409 });
});

describe('policy names', () => {
  test("in use by another policy of the tenant are a conflict, ignoring case; another tenant's are not", async () => {
    const [{ scope }, { scope: stranger }] = [await fixture.admin(0), await fixture.admin(0)];
    const first = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
    const second = await createPolicy(scope, policyBody(store, [], { name: 'Silver' }));
    const calls = await sent(fixture, async () => {
      expect(await told(() => createPolicy(scope, policyBody(store, [], { name: ' gold ' })))).toMatch(/^conflict: /);
    });
    expect(calls).toEqual([]);
    expect(await told(() => putPolicy(scope, second.guid, { ...bodyOfPolicy(second), name: 'GOLD' }))).toMatch(
      /^conflict: /,
    );
    await createPolicy(stranger, policyBody(store, [], { name: 'Gold' }));
    const twice = await Promise.allSettled(
      [1, 2].map(() => createPolicy(scope, policyBody(store, [], { name: 'Bronze' }))),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await deletePolicy(scope, first.guid);
    await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
  });

  test('contain the tenant in Storware, for policy, rule and schedules, and follow a rename', async () => {
    const { scope } = await fixture.admin(0);
    const { slug } = scope.tenant;
    const made = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
    expect(await namesOf(made)).toEqual([
      `${slug} · Gold`,
      `${slug} · Gold`,
      `${slug} · Gold · Every night`,
      `${slug} · Gold · Sundays`,
    ]);
    const body = bodyOfPolicy(made);
    const renamed = await putPolicy(scope, made.guid, {
      ...body,
      name: 'Silver',
      schedules: body.schedules.map((schedule) =>
        schedule.name === 'Sundays' ? { ...schedule, name: 'Weekly' } : schedule,
      ),
    });
    const silver = [
      `${slug} · Silver`,
      `${slug} · Silver`,
      `${slug} · Silver · Every night`,
      `${slug} · Silver · Weekly`,
    ];
    expect(await namesOf(renamed)).toEqual(silver);
    expect(renamed.schedules.map(({ nextRuns }) => nextRuns)).toEqual(made.schedules.map(({ nextRuns }) => nextRuns));

    // As older versions or an administrator may name them: the next save adds the tenant.
    await rename(`/policies/vm-backup/${made.guid}`, `${slug}-policy-cdx4zssgstkq`);
    for (const { guid } of renamed.schedules)
      await rename(`/schedules/${guid}`, `${slug}-schedule-${guid.slice(0, 12)}`);
    expect(await namesOf(await putPolicy(scope, made.guid, bodyOfPolicy(renamed)))).toEqual(silver);
  });

  test('that are too long, or equal for a server that ignores the case, get distinct names in Storware', async () => {
    const { scope } = await fixture.admin(0);
    const long = 'x'.repeat(98);
    const policies = [
      await createPolicy(scope, policyBody(store, [], { name: `${long}1` })),
      await createPolicy(scope, policyBody(store, [], { name: `${long}2` })),
    ];
    const [first = '', second = ''] = (await Promise.all(policies.map(namesOf))).map(([name]) => name);
    expect(second).toMatch(new RegExp(`^${first} \\([a-z2-9]{5}\\)$`));
  });

  test('are numbered for several Storware schedules of one definition', async () => {
    const { scope } = await fixture.admin(0);
    const every = policyBody(store, []);
    // Sunday evening in Kiritimati is Sunday morning in UTC, but the first Sunday of a month may be the last day of
    // another there.
    const schedules = every.schedules.slice(0, 1).map((schedule) => ({
      ...schedule,
      name: 'First days',
      timeZone: 'Pacific/Kiritimati',
      months: ['MARCH' as const],
      occurrences: ['FIRST_IN_MONTH' as const],
    }));
    const policy = await createPolicy(scope, { ...every, schedules });
    const [name = '', , ...parts] = await namesOf(policy);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.toSorted()).toEqual(
      parts.map((_, index) => `${name} · First days${index === 0 ? '' : ` · ${index + 1}`}`).toSorted(),
    );
  });

  for (const nameConflictStatus of [400, 409, 500]) {
    test(`that exist in Storware get a suffix, reported with ${nameConflictStatus}, and no object of others is deleted after a failure`, async () => {
      await fixture.simulator.control.options({ nameConflictStatus });
      const { scope } = await fixture.admin(0);
      const { slug } = scope.tenant;
      const theirs = await createPolicy((await fixture.admin(0)).scope, policyBody(store, []));
      await rename(`/policies/vm-backup/${theirs.guid}`, `${slug.toUpperCase()} · Gold`);
      await rename(`/schedules/${theirs.schedules[0]?.guid ?? ''}`, `${slug} · GOLD · Sundays`);
      // They have no owner in the portal: an administrator created them.
      await db().ownership.deleteMany({
        where: { guid: { in: [theirs.guid, ...theirs.schedules.map(({ guid }) => guid)] } },
      });
      const before = await fixture.count();
      const made = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
      const [policy = '', rule, nightly, sundays = ''] = await namesOf(made);
      expect([policy.slice(0, -8), rule, nightly, sundays.slice(0, -8)]).toEqual([
        `${slug} · Gold`,
        `${slug} · Gold`,
        `${slug} · Gold · Every night`,
        `${slug} · Gold · Sundays`,
      ]);
      expect(await namesOf(await putPolicy(scope, made.guid, bodyOfPolicy(made)))).toEqual([
        policy,
        rule,
        nightly,
        sundays,
      ]);
      await deletePolicy(scope, made.guid);
      expect(await fixture.count()).toEqual(before);
      for (const path of ['/schedules$', '/policies/vm-backup$']) {
        await fixture.simulator.control.fault({ kind: 'drop-before', times: 1, match: { method: 'POST', path } });
        expect(await told(() => createPolicy(scope, policyBody(store, [], { name: 'Gold' })))).toMatch(/^upstream_/);
        await settleSagas(fixture);
        expect(await fixture.count(), path).toEqual(before);
      }
    });
  }

  test('of a policy in rollback can be used again at once without interference', async () => {
    const { scope } = await fixture.admin(0);
    const before = await fixture.count();
    const created = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
    const { plan } = StoredSaga.parse(
      (await db().saga.findFirstOrThrow({ where: { policyGuid: created.guid, kind: 'CREATE' } })).plan,
    );
    if (plan.kind !== 'CREATE') throw new Error('not the saga that made it');
    await deletePolicy(scope, created.guid);
    // Its calls may still arrive: objects under its names are deleted once more, later.
    const left = await beginSaga(requesterOf(scope), plan);
    await left.record(({ touched }) => {
      touched.push('policy', ...plan.schedules.flatMap(({ parts }) => parts.map(({ name }) => `schedule ${name}`)));
    });
    await left.put(db(), { state: 'UNDOING', leaseToken: null, leaseUntil: new Date(0) });
    const again = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
    expect((await namesOf(again))[0]).toMatch(/ · Gold \([a-z2-9]{5}\)$/);
    await settleSagas(fixture);
    expect(await fixture.count()).toMatchObject({ policies: before.policies + 1, schedules: before.schedules + 2 });
  });
});

/** Storware's names: of the policy, its rule, and its schedules in their order. */
async function namesOf({ guid, schedules }: Pick<Policy, 'guid' | 'schedules'>): Promise<string[]> {
  const held = (await fixture.ask('GET', `/policies/vm-backup/${guid}`)).body as {
    name: string;
    rules: { name: string }[];
  };
  const parts = await db().schedulePart.findMany({
    where: { scheduleGuid: { in: schedules.map((schedule) => schedule.guid) } },
  });
  const ordered = schedules.flatMap((schedule) => parts.filter(({ scheduleGuid }) => scheduleGuid === schedule.guid));
  return [
    held.name,
    ...held.rules.map(({ name }) => name),
    ...(await Promise.all(
      ordered.map(
        async (part) => ((await fixture.ask('GET', `/schedules/${part.guid}`)).body as { name: string }).name,
      ),
    )),
  ];
}

async function rename(path: string, name: string): Promise<void> {
  const { body } = await fixture.ask('GET', path);
  expect((await fixture.ask('PUT', path, { ...(body as object), name })).status).toBeLessThan(300);
}
