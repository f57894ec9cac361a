import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '@/lib/contracts/policy';
import { db } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { FaultKind } from '@/scripts/test-support/simulator-control';
import { bodyOfPolicy } from '@/lib/portal/schedules/write-schedule';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { getPolicy } from './read-policies';
import { putPolicy } from './put-policy';
import {
  callsOf,
  failAt,
  noError,
  openPolicyFixture,
  policyBody,
  settleSagas,
  stateOf,
  told,
} from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 120 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await fixture.simulator.control.options({ dialect: '7.4', requireInlineRules: false });
});

const faults: readonly { kind: FaultKind; status?: number }[] = [
  { kind: 'status', status: 500 },
  { kind: 'drop-before' },
  { kind: 'drop-after' },
];
async function movable(scope: TenantScope): Promise<{ body: ReturnType<typeof policyBody>; machines: string[] }> {
  const machines = (
    await db().ownership.findMany({ where: { tenantId: scope.tenant.id, kind: 'MACHINE' }, orderBy: { guid: 'asc' } })
  ).map(({ guid }) => guid);
  return {
    body: policyBody(fixture.destinations[0]?.guid ?? '', machines, { moveMachines: machines.slice(0, 1) }),
    machines,
  };
}

describe('a failing call while a policy is created', () => {
  test('leaves nothing behind, for each call and failure, and returns an error', async () => {
    const { scope } = await fixture.admin(3);
    const { body, machines } = await movable(scope);
    const former = await createPolicy(scope, policyBody(body.destination, machines.slice(0, 1)));
    const before = await fixture.count();
    let made: Policy | null = null;
    const calls = await callsOf(fixture, async () => {
      made = await createPolicy(scope, body);
    });
    expect(calls).toBeGreaterThan(6);
    await deletePolicy(scope, (made as Policy | null)?.guid ?? '');
    await fixture.ask('PUT', `/virtual-machines/${machines[0] ?? ''}/settings`, {
      vmBackupPolicy: { guid: former.guid },
    });
    await fixture.sync();
    expect(await fixture.count()).toEqual(before);

    for (const fault of faults) {
      for (let call = 1; call <= calls; call += 1) {
        await failAt(fixture, call, fault);
        let policy: Policy | null = null;
        const words = await told(async () => {
          policy = await createPolicy(scope, body);
        });
        await settleSagas(fixture);
        await fixture.sync();
        const made_ = policy as Policy | null;
        if (made_ !== null) {
          expect(await fixture.count(), `${fault.kind} at ${call}`).toMatchObject({
            policies: before.policies + 1,
            rules: before.rules + 1,
            schedules: before.schedules + 2,
          });
          expect((await getPolicy(scope, made_.guid)).machines).toHaveLength(3);
          await deletePolicy(scope, made_.guid);
          await fixture.ask('PUT', `/virtual-machines/${machines[0] ?? ''}/settings`, {
            vmBackupPolicy: { guid: former.guid },
          });
          await fixture.sync();
        } else {
          expect(words, `${fault.kind} at ${call}`).toMatch(
            /^upstream_(?:unavailable|rejected): .*(?:Nothing was changed|nothing changes)/,
          );
        }
        expect(await fixture.count(), `${fault.kind} at ${call}: ${words}`).toEqual(before);
      }
    }
    expect(await db().policy.count({ where: { tenantId: scope.tenant.id } })).toBe(1);
  }, 240_000);
});

describe('a failing call while a policy is changed', () => {
  test('leaves it unchanged, for each call and failure, and returns an error', async () => {
    const { scope, machines } = await fixture.admin(4);
    const destination = fixture.destinations[0]?.guid ?? '';
    const [a = '', b = '', c = '', d = ''] = machines;
    const former = await createPolicy(scope, policyBody(destination, [c]));
    const policy = await createPolicy(scope, policyBody(destination, [a, b]));
    const back = bodyOfPolicy(policy);
    const change = (now: Policy) => {
      const body = bodyOfPolicy(now);
      const [nightly, ...rest] = body.schedules;
      if (!nightly) throw new Error('no schedule');
      return {
        ...body,
        priority: 20,
        machines: [a, c, d],
        moveMachines: [c],
        secondaryDestination: fixture.destinations[1]?.guid ?? null,
        // The second schedule is removed, a third one added.
        schedules: [
          { ...nightly, execution: { kind: 'TIME' as const, at: '03:15' } },
          { ...(rest[0] ?? nightly), guid: undefined, name: 'New one' },
        ].map(({ guid, ...one }) => (guid === undefined ? one : { ...one, guid })),
      };
    };
    const restore = async (): Promise<void> => {
      const now = await getPolicy(scope, policy.guid);
      const [nightly] = now.schedules;
      const [first, second] = back.schedules;
      if (!nightly || !first || !second) throw new Error('no schedule');
      const { guid: _, ...sundays } = second;
      await putPolicy(scope, policy.guid, {
        ...back,
        version: now.version,
        schedules: [{ ...first, guid: nightly.guid }, sundays],
      });
      await fixture.ask('PUT', `/virtual-machines/${c}/settings`, { vmBackupPolicy: { guid: former.guid } });
      await fixture.sync();
    };
    const calls = await callsOf(fixture, async () =>
      putPolicy(scope, policy.guid, change(await getPolicy(scope, policy.guid))),
    );
    expect(calls).toBeGreaterThan(11);
    await restore();

    for (const fault of faults) {
      for (let call = 1; call <= calls; call += 1) {
        const before = [
          await fixture.count(),
          await stateOf(fixture, policy.guid),
          await getPolicy(scope, policy.guid),
        ];
        const body = change(before[2] as Policy);
        await failAt(fixture, call, fault);
        const words = await told(() => putPolicy(scope, policy.guid, body));
        await settleSagas(fixture);
        await fixture.sync();
        const where = `${fault.kind} at ${call}: ${words}`;
        if (words === noError) {
          const after = await getPolicy(scope, policy.guid);
          expect([after.priority, after.condition, after.schedules.map(({ name }) => name)], where).toEqual([
            20,
            'OK',
            ['Every night', 'New one'],
          ]);
          expect((await fixture.count()).schedules, where).toBe((before[0] as { schedules: number }).schedules);
          await restore();
        } else {
          expect(words, where).toMatch(/^upstream_(?:unavailable|rejected|timeout): /);
          expect([await fixture.count(), await stateOf(fixture, policy.guid)], where).toEqual(before.slice(0, 2));
          expect(await getPolicy(scope, policy.guid), where).toEqual(before[2]);
        }
      }
    }
  }, 300_000);
});

describe('a failing call while a policy is deleted', () => {
  test('leaves it unchanged or deleted, for each call and failure, and returns an error', async () => {
    const { scope, machines } = await fixture.admin(2);
    const body = () => policyBody(fixture.destinations[0]?.guid ?? '', machines);
    const empty = await fixture.count();
    let policy = await createPolicy(scope, body());
    const calls = await callsOf(fixture, () => deletePolicy(scope, policy.guid));
    expect(calls).toBeGreaterThan(2);
    for (const fault of faults) {
      for (let call = 1; call <= calls; call += 1) {
        policy = await createPolicy(scope, body());
        const whole = await fixture.count();
        await failAt(fixture, call, fault);
        const words = await told(async () => {
          expect((await deletePolicy(scope, policy.guid)).released).toHaveLength(2);
        });
        await settleSagas(fixture);
        await fixture.sync();
        const isThere = (await db().policy.count({ where: { guid: policy.guid } })) === 1;
        expect(await fixture.count(), `${fault.kind} at ${call}: ${words}`).toEqual(isThere ? whole : empty);
        if (words !== noError) expect(words).toMatch(/^upstream_(?:unavailable|rejected): /);
        else expect(isThere).toBe(false);
        if (isThere) await deletePolicy(scope, policy.guid);
      }
    }
  }, 240_000);
});
