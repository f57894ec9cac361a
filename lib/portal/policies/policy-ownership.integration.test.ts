import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PolicyBody } from '@/lib/contracts/policy';
import { db } from '@/lib/db/client';
import { getMachine } from '@/lib/portal/machines/get-machine';
import { getSchedule, listSchedules } from '@/lib/portal/schedules/read-schedules';
import { bodyOfPolicy, createSchedule, deleteSchedule, putSchedule } from '@/lib/portal/schedules/write-schedule';
import { assignPolicy } from './assign-policy';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { getPolicy, getPolicyOptions, listPolicies } from './read-policies';
import { putPolicy } from './put-policy';
import { openPolicyFixture, policyBody, refusal, sent, stateOf } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 200 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());

const page = { page: 1, pageSize: 50, search: '' };
const byName = { ...page, sort: { key: 'name', descending: false } };

describe('visibility of policies', () => {
  test('a policy is hidden while a machine of another tenant has it, and visible again afterwards', async () => {
    const [mine, theirs] = [await fixture.admin(2), await fixture.admin(1)];
    const [foreign = ''] = theirs.machines;
    const policy = await createPolicy(mine.scope, policyBody(store, mine.machines));
    await fixture.ask('PUT', `/virtual-machines/${foreign}/settings`, { vmBackupPolicy: { guid: policy.guid } });
    await fixture.sync();
    const body = bodyOfPolicy(policy);
    for (const { scope } of [mine, theirs]) {
      expect((await listPolicies(scope, byName)).items).toEqual([]);
      const calls = await sent(fixture, async () => {
        for (const work of [
          () => getPolicy(scope, policy.guid),
          () => putPolicy(scope, policy.guid, { ...body, machines: [] }),
          () => deletePolicy(scope, policy.guid),
          () => getSchedule(scope, policy.schedules[0]?.guid ?? ''),
        ])
          expect((await refusal(work)).code).toBe('not_found');
      });
      expect(calls).toEqual([]);
    }
    expect((await db().mirrorMachine.findUniqueOrThrow({ where: { guid: foreign } })).policyName).toBe(
      'Another policy',
    );
    const shown = JSON.stringify(await getMachine(theirs.scope, foreign));
    for (const secret of [policy.name, mine.scope.tenant.slug, ...policy.schedules.map(({ name }) => name)])
      expect(shown).not.toContain(secret);
    const answer = await refusal(() => createPolicy(theirs.scope, policyBody(store, theirs.machines)));
    expect([answer.code, answer.detail?.includes(policy.name)]).toEqual(['conflict', false]);
    await createPolicy(theirs.scope, policyBody(store, theirs.machines, { moveMachines: theirs.machines }));
    expect((await getPolicy(mine.scope, policy.guid)).name).toBe(policy.name);
  });

  test("the provider's policies are read-only for the tenant whose machines have them", async () => {
    const rows = await db().mirrorMachine.groupBy({
      by: ['policyGuid'],
      where: { policyGuid: { not: null }, present: true },
      _count: true,
    });
    const owned = new Set((await db().ownership.findMany({ where: { kind: 'POLICY' } })).map(({ guid }) => guid));
    const guid = rows.find(({ policyGuid }) => policyGuid !== null && !owned.has(policyGuid))?.policyGuid ?? '';
    const machines = (await db().mirrorMachine.findMany({ where: { policyGuid: guid } })).map(
      (machine) => machine.guid,
    );
    await db().ownership.deleteMany({ where: { kind: 'MACHINE', guid: { in: machines } } });
    const scope = await fixture.tenant('ADMIN', machines.slice(0, 1));
    const policy = await getPolicy(scope, guid);
    expect(policy).toMatchObject({ readOnly: true, version: 0, condition: 'OK', machines: [{ guid: machines[0] }] });
    expect(policy.schedules.every(({ readOnly, timeZone }) => readOnly && timeZone === 'UTC')).toBe(true);
    expect(
      (await listSchedules(scope, { ...page, sort: { key: 'policy', descending: true } })).items
        .map((one) => one.guid)
        .sort(),
    ).toEqual(policy.schedules.map((one) => one.guid).sort());
    const calls = await sent(fixture, async () => {
      for (const work of [
        () => putPolicy(scope, guid, policyBody(store, [])),
        () => deletePolicy(scope, guid),
        () => assignPolicy(scope, { policy: guid, machines: machines.slice(0, 1), move: [] }),
      ])
        expect((await refusal(work)).code).toBe('conflict');
    });
    expect(calls).toEqual([]);
  });

  test("a provider's policy with machines of several tenants shows each its own machines only", async () => {
    const [one, other] = [await fixture.admin(2), await fixture.admin(3)];
    const ownerless = (await fixture.admin(1)).scope;
    const guid = (
      await db().mirrorPolicy.findFirstOrThrow({
        where: {
          hasActiveSchedule: true,
          guid: { notIn: (await db().ownership.findMany({ where: { kind: 'POLICY' } })).map((row) => row.guid) },
        },
        orderBy: { guid: 'asc' },
      })
    ).guid;
    for (const machine of [...one.machines, ...other.machines])
      await fixture.ask('PUT', `/virtual-machines/${machine}/settings`, { vmBackupPolicy: { guid } });
    await fixture.sync();
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const policy = await getPolicy(mine.scope, guid);
      expect(policy.machines.map((machine) => machine.guid).sort()).toEqual([...mine.machines].sort());
      expect((await listPolicies(mine.scope, byName)).items).toMatchObject([
        { guid, readOnly: true, machines: policy.machines, name: policy.name },
      ]);
      const shown = JSON.stringify([
        policy,
        await listSchedules(mine.scope, { ...page, sort: { key: 'policy', descending: false } }),
        await getSchedule(mine.scope, policy.schedules[0]?.guid ?? ''),
      ]);
      for (const secret of [theirs.scope.tenant.slug, theirs.scope.tenant.name, ...theirs.machines])
        expect(shown).not.toContain(secret);
      expect((await refusal(() => deletePolicy(mine.scope, guid))).code).toBe('conflict');
    }
    expect((await refusal(() => getPolicy(ownerless, guid))).code).toBe('not_found');

    // Only these tenants get an event of its change.
    await fixture.ask('PUT', `/policies/vm-backup/${guid}`, {
      ...((await fixture.ask('GET', `/policies/vm-backup/${guid}`)).body as object),
      priority: 3,
    });
    const { seq } = await db().changeEvent.findFirstOrThrow({ orderBy: { seq: 'desc' } });
    await fixture.sync();
    const told = await db().changeEvent.findMany({ where: { seq: { gt: seq }, kind: 'policy', objectId: guid } });
    expect(new Set(told.map(({ tenantId }) => tenantId))).toEqual(
      new Set([one.scope.tenant.id, other.scope.tenant.id]),
    );
  });

  test("another tenant's id in any field is not found, and nothing is sent", async () => {
    const [mine, theirs] = [await fixture.admin(2), await fixture.admin(1)];
    const own = await createPolicy(mine.scope, policyBody(store, mine.machines.slice(0, 1)));
    const foreign = await createPolicy(theirs.scope, policyBody(store, theirs.machines));
    const [machine = ''] = mine.machines;
    const [foreignMachine = ''] = theirs.machines;
    const foreignSchedule = foreign.schedules[0]?.guid ?? '';
    const notEntitled = fixture.destinations.at(-1)?.guid ?? '';
    const body = bodyOfPolicy(own);
    const [schedule] = body.schedules;
    if (!schedule) throw new Error('no schedule');
    const { guid: _, ...fresh } = schedule;
    const bodies: Partial<PolicyBody>[] = [
      { machines: [machine, foreignMachine] },
      { moveMachines: [foreignMachine] },
      { machines: [randomUUID()] },
      { destination: notEntitled },
      { secondaryDestination: notEntitled },
      { schedules: [{ ...fresh, guid: foreignSchedule }] },
    ];
    const work: (() => Promise<unknown>)[] = [
      ...bodies.flatMap((change) => [
        () => createPolicy(mine.scope, { ...body, schedules: [fresh], name: 'New', ...change }),
        () => putPolicy(mine.scope, own.guid, { ...body, ...change }),
      ]),
      () => getPolicy(mine.scope, foreign.guid),
      () => putPolicy(mine.scope, foreign.guid, body),
      () => deletePolicy(mine.scope, foreign.guid),
      () => getSchedule(mine.scope, foreignSchedule),
      () => putSchedule(mine.scope, foreignSchedule, fresh),
      () => deleteSchedule(mine.scope, foreignSchedule),
      () => createSchedule(mine.scope, { ...fresh, policy: foreign.guid }),
      () => assignPolicy(mine.scope, { policy: foreign.guid, machines: [machine], move: [] }),
      () => assignPolicy(mine.scope, { policy: own.guid, machines: [machine, foreignMachine], move: [] }),
      () => assignPolicy(mine.scope, { policy: own.guid, machines: [machine], move: [foreignMachine] }),
      () => assignPolicy(mine.scope, { policy: null, machines: [foreignMachine], move: [] }),
    ];
    const before = [await fixture.count(), await stateOf(fixture, own.guid), await stateOf(fixture, foreign.guid)];
    for (const one of work) {
      const calls = await sent(fixture, async () => {
        expect((await refusal(one)).code, one.toString()).toBe('not_found');
      });
      expect(calls, one.toString()).toEqual([]);
    }
    expect([await fixture.count(), await stateOf(fixture, own.guid), await stateOf(fixture, foreign.guid)]).toEqual(
      before,
    );
    expect(
      (await listSchedules(mine.scope, { ...page, sort: { key: 'name', descending: false }, policy: foreign.guid }))
        .items,
    ).toEqual([]);
  });
});

describe('policy options', () => {
  test('contain the destinations that the tenant is entitled to', async () => {
    const { scope } = await fixture.admin(0);
    const options = await getPolicyOptions(scope);
    expect(options.destinations.map(({ guid, default: isDefault }) => [guid, isDefault])).toEqual(
      fixture.destinations.slice(0, 2).map(({ guid }, index) => [guid, index === 0]),
    );
    await db().entitlement.deleteMany({ where: { tenantId: scope.tenant.id } });
    expect(await getPolicyOptions(scope)).toMatchObject({
      destinations: [],
      destinationsReason: expect.stringContaining('provider') as unknown,
    });
  });
});
