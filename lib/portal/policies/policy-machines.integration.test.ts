import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { driveAssignment } from '@/lib/journal/policies/drive-saga';
import { beginSaga } from '@/lib/journal/policies/begin-saga';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import { assignPolicy, getAssignment } from './assign-policy';
import { bodyOfPolicy } from '@/lib/portal/schedules/write-schedule';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { getPolicy, listPolicies } from './read-policies';
import { putPolicy } from './put-policy';
import { openPolicyFixture, policyBody, refusal, sent, stateOf, told } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 200 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());
beforeEach(() => fixture.simulator.control.clearFaults());

const page = { page: 1, pageSize: 50, search: '' };
const byName = { ...page, sort: { key: 'name', descending: false } };

describe('machines', () => {
  test('of another policy are named in the conflict, and moved only when listed in move', async () => {
    const { scope, machines } = await fixture.admin(3);
    const [a = '', b = '', c = ''] = machines;
    const old = await createPolicy(scope, policyBody(store, [a, b]));
    const refused = await refusal(() => createPolicy(scope, policyBody(store, [a, c])));
    expect([
      refused.code,
      refused.detail?.includes(`the policy “${old.name}”`),
      refused.errors?.map(({ path }) => path),
    ]).toEqual(['conflict', true, ['machines.0']]);
    const policy = await createPolicy(scope, policyBody(store, [a, c], { moveMachines: [a] }));
    expect((await getPolicy(scope, old.guid)).machines.map(({ guid }) => guid)).toEqual([b]);
    // Another policy was assigned in Storware since: the mirror does not know that yet.
    await fixture.ask('PUT', `/virtual-machines/${b}/settings`, { vmBackupPolicy: { guid: policy.guid } });
    await fixture.ask('PUT', `/virtual-machines/${c}/settings`, { vmBackupPolicy: { guid: old.guid } });
    await db().mirrorMachine.updateMany({ where: { guid: c }, data: { policyGuid: null } });
    const state = await stateOf(fixture, old.guid);
    expect(await told(() => createPolicy(scope, policyBody(store, [c])))).toMatch(
      /^conflict: .*another policy in the meantime/,
    );
    expect(await stateOf(fixture, old.guid)).toEqual(state);
  });

  test('added in Storware keep their protection: machines are read again before a policy is deleted', async () => {
    const { scope, machines } = await fixture.admin(2);
    const [a = '', b = ''] = machines;
    const policy = await createPolicy(scope, policyBody(store, [a]));
    // Another machine was added in Storware since: the mirror does not know that yet.
    await fixture.ask('PUT', `/virtual-machines/${b}/settings`, { vmBackupPolicy: { guid: policy.guid } });
    /** What the elected worker does on request. */
    const lookAgain = () => sleep(200).then(() => syncMachines());
    const { name } = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: b } });
    const [refused] = await Promise.all([refusal(() => deletePolicy(scope, policy.guid, [a])), lookAgain()]);
    expect([refused.code, refused.detail?.includes(name)]).toEqual(['conflict', true]);
    const [{ released }] = await Promise.all([deletePolicy(scope, policy.guid, [a, b]), lookAgain()]);
    expect(released.map(({ guid }) => guid).sort()).toEqual([a, b].sort());
  });

  test('are assigned one by one, each with its own outcome: the others continue when one fails', async () => {
    const { scope, machines } = await fixture.admin(6);
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = machines;
    const old = await createPolicy(scope, policyBody(store, [a, b]));
    const policy = await createPolicy(scope, policyBody(store, [f]));
    await fixture.simulator.control.fault({
      match: { method: 'PUT', path: `^/virtual-machines/${d}/settings$` },
      kind: 'status',
      status: 400,
      message: 'Node node-07 says no',
    });
    await fixture.simulator.control.fault({
      match: { method: 'PUT', path: `^/virtual-machines/${e}/settings$` },
      kind: 'drop-after',
    });
    const { results } = await assignPolicy(scope, { policy: policy.guid, machines, move: [b] });
    expect(results.map(({ machine, outcome, former }) => [machine.guid, outcome, former?.name ?? null])).toEqual([
      [a, 'HAS_ANOTHER', old.name],
      [b, 'MOVED', old.name],
      [c, 'ASSIGNED', null],
      [d, 'FAILED', null],
      [e, 'ASSIGNED', null],
      [f, 'UNCHANGED', null],
    ]);
    expect(results[3]?.reason).toMatch(/refused/);
    expect(results[3]?.reason).not.toContain('node-07');
    const now = await getPolicy(scope, policy.guid);
    expect([now.machines.map(({ guid }) => guid).sort(), now.version, now.condition]).toEqual([
      [b, c, e, f].sort(),
      2,
      'OK',
    ]);
    await fixture.sync();
    expect((await getPolicy(scope, policy.guid)).machines).toEqual(now.machines);
    const again = await assignPolicy(scope, { policy: policy.guid, machines: [d], move: [] });
    expect(again.results).toMatchObject([{ outcome: 'ASSIGNED' }]);
    expect((await assignPolicy(scope, { policy: null, machines: [a, d], move: [] })).results).toMatchObject([
      { outcome: 'REMOVED', former: { name: old.name } },
      { outcome: 'REMOVED' },
    ]);
    expect((await db().mirrorMachine.findUniqueOrThrow({ where: { guid: a } })).policyGuid).toBeNull();
    expect(await db().saga.count({ where: { state: { in: ['RUNNING', 'UNDOING', 'FINISHING'] } } })).toBe(0);
  });

  test('of a deleted policy are returned, and have none', async () => {
    const { scope, machines } = await fixture.admin(3);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const { released } = await deletePolicy(scope, policy.guid);
    expect(released.map(({ guid }) => guid).sort()).toEqual([...machines].sort());
    expect(await db().mirrorMachine.count({ where: { guid: { in: machines }, policyGuid: null } })).toBe(3);
    expect(
      await db().ownership.count({ where: { tenantId: scope.tenant.id, kind: { in: ['POLICY', 'SCHEDULE'] } } }),
    ).toBe(0);
    await fixture.sync();
    expect((await listPolicies(scope, byName)).items).toEqual([]);
  });
});

describe('assignment of many machines', () => {
  test('is answered as RUNNING before it ends, and returns the outcomes so far', async () => {
    const { scope, machines } = await fixture.admin(6);
    const policy = await createPolicy(scope, policyBody(store, []));
    await fixture.simulator.control.fault({
      match: { method: 'PUT', path: '/settings$' },
      kind: 'delay',
      delayMs: 250,
    });
    const first = await assignPolicy(scope, { policy: policy.guid, machines, move: [] }, 0);
    expect([first.state, new Set(first.results.map(({ outcome }) => outcome))]).toEqual([
      'RUNNING',
      new Set(['PENDING']),
    ]);
    expect(first.results.map(({ machine }) => machine.guid)).toEqual(machines);
    const partly = await until(
      () => getAssignment(scope, first.id),
      ({ results }) => results.some(({ outcome }) => outcome === 'ASSIGNED'),
    );
    const [assigned] = partly.results.filter(({ outcome }) => outcome === 'ASSIGNED');
    expect(
      (await db().mirrorMachine.findUniqueOrThrow({ where: { guid: assigned?.machine.guid ?? '' } })).policyGuid,
    ).toBe(policy.guid);
    const last = await until(
      () => getAssignment(scope, first.id),
      ({ state }) => state === 'ENDED',
    );
    expect(new Set(last.results.map(({ outcome }) => outcome))).toEqual(new Set(['ASSIGNED']));
    expect((await refusal(() => fixture.admin(0).then((other) => getAssignment(other.scope, first.id)))).code).toBe(
      'not_found',
    );
  });

  test('continues after a crash: each machine is assigned, mirrored and audited, and the policy is unlocked', async () => {
    const { scope, machines } = await fixture.admin(4);
    const policy = await createPolicy(scope, policyBody(store, []));
    const guids = machines.map((guid) => ({ guid, name: guid, from: null, mayMove: false }));
    const plan = {
      kind: 'ASSIGN' as const,
      policyGuid: policy.guid,
      name: policy.name,
      machines: guids,
      formerNames: {},
    };
    const run = await beginSaga(requesterOf(scope), plan);
    // Its process ends after the second machine was sent and before that was recorded.
    let records = 0;
    const broken = {
      ...run,
      record: async () => {
        records += 1;
        if (records > 2) throw new Error('the database has gone');
        await run.record();
      },
    };
    await driveAssignment(broken);
    expect((await getAssignment(scope, run.id)).results.map(({ outcome }) => outcome)).toEqual([
      'ASSIGNED',
      'ASSIGNED',
      'PENDING',
      'PENDING',
    ]);
    expect(await db().mirrorMachine.count({ where: { guid: { in: machines }, policyGuid: policy.guid } })).toBe(2);
    await fixture.takeOver(1);
    const { state, results } = await getAssignment(scope, run.id);
    expect([state, ...results.map(({ outcome }) => outcome)]).toEqual([
      'ENDED',
      'ASSIGNED',
      'ASSIGNED',
      'ASSIGNED',
      'ASSIGNED',
    ]);
    expect(await db().mirrorMachine.count({ where: { guid: { in: machines }, policyGuid: policy.guid } })).toBe(4);
    const entries = await db().auditEntry.findMany({
      where: { tenantId: scope.tenant.id, action: 'policy.assign' },
      orderBy: [{ at: 'asc' }, { seq: 'asc' }],
    });
    expect(entries.map(({ outcome }) => outcome)).toEqual(['REQUESTED', 'SUCCEEDED']);
    expect(entries[1]?.detail).toMatchObject({
      machines: machines.map((machine) => ({ machine, outcome: 'ASSIGNED' })),
    });
    await putPolicy(scope, policy.guid, { ...bodyOfPolicy(await getPolicy(scope, policy.guid)), priority: 9 });
  });

  test('on a server that keeps assignments in the policy reads the inventory once and writes the policy once', async () => {
    const { scope, machines } = await fixture.admin(40);
    const policy = await createPolicy(scope, policyBody(store, []));
    await fixture.simulator.control.options({ missingEndpoints: ['/settings$'], dialect: 'guide' });
    try {
      const calls = await sent(fixture, async () => {
        const { results } = await assignPolicy(scope, { policy: policy.guid, machines, move: [] }, 60_000);
        expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['ASSIGNED']));
      });
      expect(calls.filter((call) => call.startsWith('PUT /policies/'))).toHaveLength(1);
      expect(calls.filter((call) => /^GET \/virtual-machines(?:\?|$)/.test(call)).length).toBeLessThanOrEqual(1);
    } finally {
      await fixture.simulator.control.options({ missingEndpoints: [], dialect: '7.4' });
    }
    expect((await getPolicy(scope, policy.guid)).machines).toHaveLength(40);
  });
});

async function until<T>(read: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (is(value)) return value;
    await sleep(20);
  }
}
