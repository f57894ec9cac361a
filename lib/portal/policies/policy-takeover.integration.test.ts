import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { eventually } from '@/scripts/test-support/eventually';
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
beforeEach(() => fixture.simulator.control.clearFaults());

const slowMs = 600;

async function faultsLeft(): Promise<number> {
  return ((await (await fetch(`${fixture.simulator.controlUrl}/faults`)).json()) as unknown[]).length;
}

/**
 * Runs `work` up to its call number `call`, and there lets the worker take over the saga, as if its process had died
 * during the call: the worker continues at once, the call arrives after that, and the first process finds that it has
 * lost the lease.
 */
async function crashAt(call: number, work: () => Promise<unknown>): Promise<string> {
  await failAt(fixture, call, { kind: 'delay', delayMs: slowMs });
  const words = told(work);
  await eventually('the call to be under way', async () => ((await faultsLeft()) === 0 ? true : null), 20);
  await db().saga.updateMany({
    where: { state: { in: ['RUNNING', 'FINISHING'] } },
    data: { leaseToken: null, leaseUntil: new Date(Date.now() - 1) },
  });
  await fixture.takeOver();
  return words;
}

describe('a process that dies', () => {
  test('while it creates a policy leaves nothing behind, at any call', async () => {
    const { scope, machines } = await fixture.admin(3);
    const body = policyBody(fixture.destinations[0]?.guid ?? '', machines);
    const before = await fixture.count();
    const calls = await callsOf(fixture, () => createPolicy(scope, body));
    const [made] = await db().policy.findMany({ where: { tenantId: scope.tenant.id } });
    await deletePolicy(scope, made?.guid ?? '');
    for (let call = 1; call <= calls; call += 1) {
      const words = await crashAt(call, () => createPolicy(scope, body));
      expect(words, `at ${call}`).toMatch(/^upstream_unavailable: .*in the background/);
      await settleSagas(fixture);
      expect(await fixture.count(), `at ${call}`).toEqual(before);
      expect(await db().policy.count({ where: { tenantId: scope.tenant.id } })).toBe(0);
    }
    const ends = await db().auditEntry.findMany({
      where: { tenantId: scope.tenant.id, action: 'policy.create', outcome: 'FAILED' },
    });
    expect(ends).toHaveLength(calls);
  });

  test('while it changes a policy leaves it unchanged or changed, at any call', async () => {
    const { scope, machines } = await fixture.admin(3);
    const [a = '', b = '', c = ''] = machines;
    const policy = await createPolicy(scope, policyBody(fixture.destinations[0]?.guid ?? '', [a, b]));
    let turn = 0;
    const change = async () => {
      const body = bodyOfPolicy(await getPolicy(scope, policy.guid));
      const [nightly, second] = body.schedules;
      if (!nightly || !second) throw new Error('no schedule');
      turn += 1;
      const { guid: _, ...fresh } = second;
      return {
        ...body,
        priority: turn,
        machines: body.machines.includes(c) ? [a, b] : [b, c],
        schedules: [
          { ...nightly, execution: { kind: 'TIME' as const, at: `05:${String(turn).padStart(2, '0')}` } },
          { ...fresh, name: `Fresh ${turn}` },
        ],
      };
    };
    const first = await change();
    const calls = await callsOf(fixture, () => putPolicy(scope, policy.guid, first));
    for (let call = 1; call <= calls; call += 1) {
      const before = [await fixture.count(), await stateOf(fixture, policy.guid)];
      const shown = await getPolicy(scope, policy.guid);
      const body = await change();
      const words = await crashAt(call, () => putPolicy(scope, policy.guid, body));
      // The half-done state must not be shown any more after the rollback.
      await fixture.sync();
      await settleSagas(fixture);
      const after = await getPolicy(scope, policy.guid);
      if (after.priority === body.priority) {
        expect(
          after.schedules.map(({ name, execution }) => [name, execution]),
          `at ${call}`,
        ).toEqual(body.schedules.map(({ name, execution }) => [name, execution]));
        expect((await fixture.count()).schedules, `at ${call}: ${words}`).toBe(
          (before[0] as { schedules: number }).schedules,
        );
      } else {
        expect(words, `at ${call}`).not.toBe(noError);
        expect([await fixture.count(), await stateOf(fixture, policy.guid)], `at ${call}`).toEqual(before);
        expect(after, `at ${call}`).toEqual(shown);
      }
      await fixture.sync();
      expect((await getPolicy(scope, policy.guid)).condition).toBe('OK');
    }
  }, 180_000);

  test('while it deletes a policy leaves it unchanged or deleted, at any call, and shows it as being deleted meanwhile', async () => {
    const { scope, machines } = await fixture.admin(2);
    const body = policyBody(fixture.destinations[0]?.guid ?? '', machines);
    const empty = await fixture.count();
    const first = await createPolicy(scope, body);
    const calls = await callsOf(fixture, () => deletePolicy(scope, first.guid));
    for (let call = 1; call <= calls; call += 1) {
      const policy = await createPolicy(scope, body);
      await crashAt(call, () => deletePolicy(scope, policy.guid));
      await settleSagas(fixture);
      expect(await fixture.count(), `at ${call}`).toEqual(empty);
      expect(await db().policy.count({ where: { guid: policy.guid } })).toBe(0);
    }
    const policy = await createPolicy(scope, body);
    await fixture.simulator.control.fault({
      match: { method: 'DELETE', path: '^/schedules/' },
      kind: 'status',
      status: 503,
    });
    await deletePolicy(scope, policy.guid);
    expect((await getPolicy(scope, policy.guid)).condition).toBe('DELETING');
    expect(await told(() => putPolicy(scope, policy.guid, { ...body, name: 'Late' }))).toMatch(/^conflict: /);
    await settleSagas(fixture);
    expect(await fixture.count()).toEqual(empty);
  });

  test('a schedule that Storware refuses to delete does not lock its policy', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(fixture.destinations[0]?.guid ?? '', machines));
    await fixture.simulator.control.fault({
      match: { method: 'DELETE', path: '^/schedules/' },
      kind: 'status',
      status: 409,
      times: null,
    });
    await putPolicy(scope, policy.guid, { ...bodyOfPolicy(policy), schedules: [] });
    expect((await getPolicy(scope, policy.guid)).condition).toBe('SAVING');
    for (let later = 1; later <= 8; later += 1) await fixture.takeOver(later * 300_000);
    expect(await getPolicy(scope, policy.guid)).toMatchObject({ condition: 'OK', schedules: [] });
  });
});
