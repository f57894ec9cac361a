import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { createPolicy } from '@/lib/portal/policies/create-policy';
import { getPolicy } from '@/lib/portal/policies/read-policies';
import { listSchedules } from './read-schedules';
import { createSchedule, deleteSchedule, putSchedule } from './write-schedule';
import { openPolicyFixture, policyBody, refusal, sent } from '@/lib/portal/policies/testing/policy-fixture';
import type { PolicyFixture } from '@/lib/portal/policies/testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 200 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());

const page = { page: 1, pageSize: 50, search: '' };

describe('schedules', () => {
  test('are created, changed and deleted as changes of their policy, with a history', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const body = {
      name: 'Hourly',
      active: true,
      backupType: 'INCREMENTAL',
      timeZone: 'America/New_York',
      execution: { kind: 'INTERVAL', from: '18:00', to: '23:00', everyMinutes: 60 },
      daysOfWeek: ['FRIDAY'],
      months: [],
      occurrences: [],
      startWindowMinutes: null,
    } as const;
    const plain = { ...body, daysOfWeek: [...body.daysOfWeek], months: [], occurrences: [] };
    const made = await createSchedule(scope, { ...plain, policy: policy.guid });
    expect(made).toMatchObject({
      name: 'Hourly',
      policy: { guid: policy.guid },
      condition: { kind: 'OK' },
      history: [{ kind: 'CREATED' }],
    });
    // 18:00 to 23:00 in New York crosses midnight UTC: Storware needs two schedules for it.
    expect(await db().schedulePart.count({ where: { scheduleGuid: made.guid } })).toBe(2);
    const before = (await fixture.count()).schedules;
    const later = await putSchedule(scope, made.guid, {
      ...plain,
      execution: { kind: 'TIME', at: '12:00' },
      startWindowMinutes: 30,
    });
    expect([later.guid, later.history.map(({ kind }) => kind)]).toEqual([made.guid, ['CHANGED', 'CREATED']]);
    expect((await fixture.count()).schedules).toBe(before - 1);
    expect(
      (await listSchedules(scope, { ...page, sort: { key: 'name', descending: false } })).items.map(({ name }) => name),
    ).toEqual(['Every night', 'Hourly', 'Sundays']);
    expect(await deleteSchedule(scope, made.guid)).toEqual({ policy: { guid: policy.guid, name: policy.name } });
    expect((await fixture.count()).schedules).toBe(before - 2);
    expect((await getPolicy(scope, policy.guid)).version).toBe(4);
    const faults = await refusal(() =>
      createSchedule(scope, { ...plain, timeZone: 'Mars/Base', daysOfWeek: [], policy: policy.guid }),
    );
    expect([faults.code, faults.errors?.map(({ path }) => path)]).toEqual([
      'validation_failed',
      ['timeZone', 'daysOfWeek'],
    ]);
  });

  test('with the same name, or an invalid time, are refused with every error, and nothing is sent', async () => {
    const { scope } = await fixture.admin(0);
    const [one] = policyBody(store, []).schedules;
    if (!one) throw new Error('no schedule');
    const calls = await sent(fixture, async () => {
      const refused = await refusal(() =>
        createPolicy(
          scope,
          policyBody(store, [], {
            schedules: [
              one,
              { ...one, name: one.name.toUpperCase() },
              { ...one, name: 'x', execution: { kind: 'INTERVAL', from: '10:00', to: '10:00', everyMinutes: 30 } },
            ],
          }),
        ),
      );
      expect(refused.errors?.map(({ path }) => path)).toEqual(['schedules.1.name', 'schedules.2.execution.to']);
    });
    expect(calls).toEqual([]);
  });
});
