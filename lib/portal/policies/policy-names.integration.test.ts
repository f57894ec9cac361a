import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { beginSaga } from '@/lib/journal/sagas/begin-saga';
import { driveSaga } from '@/lib/journal/sagas/drive-saga';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import { bodyOfPolicy } from './body-of-policy';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { putPolicy } from './put-policy';
import { openPolicyHouse, policyBody, refusal, sent, settleSagas, told } from './testing/policy-house';
import type { PolicyHouse } from './testing/policy-house';

let house: PolicyHouse;
let store: string;
beforeAll(async () => {
  house = await openPolicyHouse({ machines: 200 });
  store = house.destinations[0]?.guid ?? '';
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.simulator.control.options({ nameConflictStatus: 409 });
});

describe('a name', () => {
  test('in use by another policy of the tenant is a conflict, whatever its case; another tenant’s is nobody’s business', async () => {
    const [{ scope }, { scope: stranger }] = [await house.admin(0), await house.admin(0)];
    const first = await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
    const second = await createPolicy(scope, policyBody(store, [], { name: 'Silver' }));
    const calls = await sent(house, async () => {
      expect(await told(() => createPolicy(scope, policyBody(store, [], { name: ' gold ' })))).toMatch(/^conflict: /);
    });
    expect(calls).toEqual([]);
    expect(await told(() => putPolicy(scope, second.guid, { ...bodyOfPolicy(second), name: 'GOLD' }))).toMatch(/^conflict: /);
    await createPolicy(stranger, policyBody(store, [], { name: 'Gold' }));
    const twice = await Promise.allSettled([1, 2].map(() => createPolicy(scope, policyBody(store, [], { name: 'Bronze' }))));
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await deletePolicy(scope, first.guid);
    await createPolicy(scope, policyBody(store, [], { name: 'Gold' }));
  });

  for (const nameConflictStatus of [400, 409, 500]) {
    test(`that somebody has in Storware already makes nothing and deletes nothing of theirs, told with ${nameConflictStatus}`, async () => {
      await house.simulator.control.options({ nameConflictStatus });
      const { scope } = await house.admin(0);
      const taken = policyBody(store, []);
      const theirs = await createPolicy(scope, taken);
      const [policyName = '', scheduleName = ''] = [
        ((await house.ask('GET', `/policies/vm-backup/${theirs.guid}`)).body as { name: string }).name,
        ((await house.ask('GET', `/schedules/${theirs.schedules[0]?.guid ?? ''}`)).body as { name: string }).name,
      ];
      const before = await house.count();
      const saga = await db().saga.findFirstOrThrow({ where: { policyGuid: theirs.guid } });
      const { plan } = saga.plan as { plan: Parameters<typeof beginSaga>[1] };
      if (plan.kind !== 'CREATE') throw new Error('not the saga that made it');
      const fresh = (name: string) => `${name.slice(0, -4)}${randomUUID().slice(0, 4)}`;
      const renamed = plan.schedules.map((schedule) => ({ ...schedule, parts: schedule.parts.map((part) => ({ ...part, name: fresh(part.name) })) }));
      const [first, ...rest] = renamed;
      if (!first) throw new Error('no schedule');
      for (const again of [
        { ...plan, name: 'Once more', upstreamName: policyName.toUpperCase(), schedules: renamed },
        { ...plan, name: 'Once more', upstreamName: fresh(policyName), schedules: [...rest, { ...first, parts: first.parts.map((part) => ({ ...part, name: scheduleName })) }] },
      ]) {
        const run = await beginSaga(requesterOf(scope), again);
        expect((await refusal(() => driveSaga(run))).code).toBe('conflict');
        await settleSagas(house);
        expect(await house.count()).toEqual(before);
      }
    });
  }
});
