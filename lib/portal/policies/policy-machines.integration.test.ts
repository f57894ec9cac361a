import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { assignPolicy } from './assign-policy';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { getPolicy } from './get-policy';
import { listPolicies } from './list-policies';
import { openPolicyHouse, policyBody, refusal, stateOf, told } from './testing/policy-house';
import type { PolicyHouse } from './testing/policy-house';

let house: PolicyHouse;
let store: string;
beforeAll(async () => {
  house = await openPolicyHouse({ machines: 200 });
  store = house.destinations[0]?.guid ?? '';
});
afterAll(() => house.close());
beforeEach(() => house.simulator.control.clearFaults());

const page = { page: 1, pageSize: 50, search: '' };
const byName = { ...page, sort: { key: 'name', descending: false } };

describe('machines', () => {
  test('that have another policy are named with it, and moved only when that is said', async () => {
    const { scope, machines } = await house.admin(3);
    const [a = '', b = '', c = ''] = machines;
    const old = await createPolicy(scope, policyBody(store, [a, b]));
    const refused = await refusal(() => createPolicy(scope, policyBody(store, [a, c])));
    expect([refused.code, refused.detail?.includes(`the policy “${old.name}”`), refused.errors?.map(({ path }) => path)]).toEqual(['conflict', true, ['machines.0']]);
    const policy = await createPolicy(scope, policyBody(store, [a, c], { moveMachines: [a] }));
    expect((await getPolicy(scope, old.guid)).machines.map(({ guid }) => guid)).toEqual([b]);
    // Storware itself gave it another one since: the mirror does not know that yet.
    await house.ask('PUT', `/virtual-machines/${b}/settings`, { vmBackupPolicy: { guid: policy.guid } });
    await house.ask('PUT', `/virtual-machines/${c}/settings`, { vmBackupPolicy: { guid: old.guid } });
    await db().mirrorMachine.updateMany({ where: { guid: c }, data: { policyGuid: null } });
    const state = await stateOf(house, old.guid);
    expect(await told(() => createPolicy(scope, policyBody(store, [c])))).toMatch(/^conflict: .*another policy meanwhile/);
    expect(await stateOf(house, old.guid)).toEqual(state);
  });

  test('are assigned one by one, each with its own outcome: the others go on when one fails', async () => {
    const { scope, machines } = await house.admin(6);
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = machines;
    const old = await createPolicy(scope, policyBody(store, [a, b]));
    const policy = await createPolicy(scope, policyBody(store, [f]));
    await house.simulator.control.fault({ match: { method: 'PUT', path: `^/virtual-machines/${d}/settings$` }, kind: 'status', status: 400, message: 'Node node-07 says no' });
    await house.simulator.control.fault({ match: { method: 'PUT', path: `^/virtual-machines/${e}/settings$` }, kind: 'drop-after' });
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
    expect([now.machines.map(({ guid }) => guid).sort(), now.version, now.condition]).toEqual([[b, c, e, f].sort(), 2, 'OK']);
    await house.sync();
    expect((await getPolicy(scope, policy.guid)).machines).toEqual(now.machines);
    const again = await assignPolicy(scope, { policy: policy.guid, machines: [d], move: [] });
    expect(again.results).toMatchObject([{ outcome: 'ASSIGNED' }]);
    expect((await assignPolicy(scope, { policy: null, machines: [a, d], move: [] })).results).toMatchObject([{ outcome: 'REMOVED', former: { name: old.name } }, { outcome: 'REMOVED' }]);
    expect((await db().mirrorMachine.findUniqueOrThrow({ where: { guid: a } })).policyGuid).toBeNull();
    expect(await db().saga.count({ where: { state: { in: ['RUNNING', 'UNDOING', 'FINISHING'] } } })).toBe(0);
  });

  test('of a deleted policy are told, and have none', async () => {
    const { scope, machines } = await house.admin(3);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const { released } = await deletePolicy(scope, policy.guid);
    expect(released.map(({ guid }) => guid).sort()).toEqual([...machines].sort());
    expect(await db().mirrorMachine.count({ where: { guid: { in: machines }, policyGuid: null } })).toBe(3);
    expect(await db().ownership.count({ where: { tenantId: scope.tenant.id, kind: { in: ['POLICY', 'SCHEDULE'] } } })).toBe(0);
    await house.sync();
    expect((await listPolicies(scope, byName)).items).toEqual([]);
  });
});
