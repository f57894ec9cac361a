import { describe, expect, test } from 'vitest';

import { defaultBehaviour } from '@/simulator/engine/simulation';
import { pass, testSimulation } from '@/simulator/testing/test-simulation';

import { at, list, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

const HOUR = 3_600_000;

const daily = (changes: object = {}): Record<string, unknown> => ({
  name: 'mine',
  active: true,
  type: { name: 'VM_BACKUP' },
  backupType: { name: 'FULL' },
  executionType: { name: 'TIME' },
  hour: 14 * HOUR,
  startWindowLength: HOUR,
  interval: null,
  daysOfWeek: [{ name: 'MONDAY' }, { name: 'TUESDAY' }],
  months: [],
  dayOfWeekOccurrences: [],
  rules: [],
  ...changes,
});

async function created(api: TestApi, changes: object = {}): Promise<string> {
  const answer = await api.send('POST', '/schedules', daily(changes));
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ guid: expect.any(String) as unknown })]);
  return String(at(answer.body, 'guid'));
}

const ruleGuid = ({ sim }: TestApi): string => [...sim.world.rules.keys()][0] ?? '';

describe('schedules', () => {
  test('are created, read, changed as a whole and removed; unknown fields and the tenant tag are kept', async () => {
    const api = await testApi();
    const guid = await created(api, {
      tenantId: 'tenant-1',
      futureField: { a: [1] },
      rules: [{ guid: ruleGuid(api) }],
    });
    const own = (await api.send('GET', `/schedules/${guid}`)).body;
    expect(own).toMatchObject({
      name: 'mine',
      hour: 14 * HOUR,
      tenantId: 'tenant-1',
      futureField: { a: [1] },
      rules: [{ guid: ruleGuid(api) }],
    });
    expect(at(own, 'daysOfWeek', 1, 'name')).toBe('TUESDAY');
    const changed = await api.send('PUT', `/schedules/${guid}`, { ...(own as object), hour: 15 * HOUR, rules: [] });
    expect([
      changed.status,
      at(changed.body, 'hour'),
      at(changed.body, 'rules'),
      at(changed.body, 'futureField'),
    ]).toEqual([200, 15 * HOUR, [], { a: [1] }]);
    expect((await api.send('DELETE', `/schedules/${guid}`)).status).toBe(204);
    expect((await api.send('GET', `/schedules/${guid}`)).status).toBe(404);
    expect((await api.send('PUT', `/schedules/${guid}`, daily())).status).toBe(404);
  });

  test("are accepted as bare strings, as the first plug-in sent them, with the guide's type names", async () => {
    const api = await testApi();
    const guid = await created(api, {
      type: 'VM_BACKUP',
      backupType: 'INCREMENTAL',
      executionType: 'TIME',
      daysOfWeek: ['SUNDAY'],
      rules: [ruleGuid(api)],
    });
    expect((await api.send('GET', `/schedules/${guid}`)).body).toMatchObject({
      backupType: { name: 'INCREMENTAL' },
      daysOfWeek: [{ name: 'SUNDAY' }],
    });
    const snapshots = await api.send('POST', '/schedules', daily({ name: 'snap', type: 'SNAPSHOT' }));
    expect(at(snapshots.body, 'type', 'name')).toBe('VM_SNAPSHOT');
  });

  test("fire for the machines of their rules from the next time on, not for today's past, and as changed", async () => {
    const api = await testApi();
    const guid = await created(api, { rules: [ruleGuid(api)], hour: 14 * HOUR });
    const late = await created(api, { name: 'late', rules: [], hour: 11 * HOUR, daysOfWeek: ['MONDAY'] });
    pass(api.sim, HOUR);
    await api.send('PUT', `/schedules/${guid}`, daily({ rules: [ruleGuid(api)], hour: 13 * HOUR + 30 * 60_000 }));
    pass(api.sim, 40 * 60_000);
    expect(at((await api.send('GET', `/schedules/${guid}`)).body, 'lastRun')).toBe(Date.parse('2026-03-02T13:30:00Z'));
    expect(list(await api.send('GET', `/tasks?schedule=${guid}&type=EXPORT`)).length).toBeGreaterThan(0);
    pass(api.sim, 2 * HOUR);
    expect(at((await api.send('GET', `/schedules/${guid}`)).body, 'lastRun')).toBe(Date.parse('2026-03-02T13:30:00Z'));
    expect((await api.send('GET', `/schedules/${late}`)).body).not.toHaveProperty('lastRun');
    await api.send('PUT', `/schedules/${guid}`, daily({ active: false }));
    pass(api.sim, 48 * HOUR);
    expect(at((await api.send('GET', `/schedules/${guid}`)).body, 'lastRun')).toBe(Date.parse('2026-03-02T13:30:00Z'));
  });

  test.each([
    ['no name', { name: '' }],
    ['a name of 256 letters', { name: 'x'.repeat(256) }],
    ['no day', { daysOfWeek: [] }],
    ['an unknown day', { daysOfWeek: ['FUNDAY'] }],
    ['an unknown month', { months: ['SMARCH'] }],
    ['no hour', { hour: null }],
    ['an hour before midnight', { hour: -1 }],
    ['an hour after the day', { hour: 24 * HOUR }],
    ['half a millisecond', { hour: 0.5 }],
    ['no interval', { executionType: 'INTERVAL' }],
    [
      'an interval without end',
      { executionType: 'INTERVAL', interval: { startHour: HOUR, endHour: '', frequency: HOUR } },
    ],
    [
      'an interval without frequency',
      { executionType: 'INTERVAL', interval: { startHour: 0, endHour: HOUR, frequency: 0 } },
    ],
    ['a type that machines do not have', { type: 'APP_BACKUP' }],
    ['a type that its rule does not have', { type: 'VM_SNAPSHOT', rules: 'first' }],
    ['an unknown kind of backup', { backupType: 'HALF' }],
    ['an endless window', { startWindowLength: 0 }],
  ])('are refused with %s', async (_, change) => {
    const api = await testApi();
    const before = api.sim.world.schedules.size;
    const body = daily(change);
    if (body['rules'] === 'first') body['rules'] = [{ guid: ruleGuid(api) }];
    expect((await api.send('POST', '/schedules', body)).status).toBe(400);
    expect(api.sim.world.schedules.size).toBe(before);
  });

  test('wrap hours into the day where configured, and keep intervals without hour', async () => {
    const api = await testApi(testSimulation({ behaviour: { hourRange: 'modulo' } }));
    const guid = await created(api, { hour: -2 * HOUR });
    expect(at((await api.send('GET', `/schedules/${guid}`)).body, 'hour')).toBe(22 * HOUR);
    const interval = { startHour: 0, endHour: 22 * HOUR, frequency: 2 * HOUR };
    const other = (
      await api.send(
        'GET',
        `/schedules/${await created(api, { name: 'i', executionType: 'INTERVAL', hour: 5, interval })}`,
      )
    ).body;
    expect([at(other, 'interval'), at(other, 'hour'), at(other, 'startWindowLength')]).toEqual([
      interval,
      undefined,
      HOUR,
    ]);
  });

  test('have unique names, ignoring case and tenant; the status of the conflict is configurable', async () => {
    const api = await testApi();
    const guid = await created(api, { tenantId: 'a' });
    for (const nameConflictStatus of [400, 409, 500] as const) {
      api.sim.behaviour = { ...defaultBehaviour(), nameConflictStatus };
      expect((await api.send('POST', '/schedules', daily({ name: 'MINE', tenantId: 'b' }))).status).toBe(
        nameConflictStatus,
      );
    }
    expect((await api.send('PUT', `/schedules/${guid}`, daily({ name: 'Mine' }))).status).toBe(200);
  });

  test('created in the scope of a project get its prefix once, are found by it, and may lose their tenant tag', async () => {
    const api = await testApi(testSimulation({ behaviour: { projectNamePrefix: true, tenantIdInBodies: 'drop' } }));
    const answer = await api.send('POST', '/schedules?project-uuid=p1', daily({ tenantId: 'p1' }));
    expect(at(answer.body, 'name')).toBe('uuid_p1_mine');
    expect(answer.body).not.toHaveProperty('tenantId');
    const again = await api.send('PUT', `/schedules/${String(at(answer.body, 'guid'))}?project-uuid=p1`, answer.body);
    expect(at(again.body, 'name')).toBe('uuid_p1_mine');
    expect(list(await api.send('GET', '/schedules?project-uuid=p1')).length).toBe(1);
    expect(at((await api.send('POST', '/schedules', daily({ name: 'plain' }))).body, 'name')).toBe('plain');
  });

  test('in use are detached when deleted, or cannot be deleted', async () => {
    const api = await testApi();
    const guid = await created(api, { rules: [ruleGuid(api)] });
    api.sim.behaviour = { ...defaultBehaviour(), scheduleDeleteInUse: 'refuse' };
    expect((await api.send('DELETE', `/schedules/${guid}`)).status).toBe(409);
    api.sim.behaviour = defaultBehaviour();
    expect((await api.send('DELETE', `/schedules/${guid}`)).status).toBe(204);
    expect(api.sim.world.rules.get(ruleGuid(api))?.scheduleGuids).not.toContain(guid);
  });
});
