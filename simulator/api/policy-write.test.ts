import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { defaultBehaviour } from '@/simulator/engine/simulation';
import { machineWhere, testSimulation } from '@/simulator/testing/test-simulation';
import type { World } from '@/simulator/model/world';

import { at, list, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

const POLICIES = '/policies/vm-backup';
const RULES = '/rules/vm-backup';

const policy = (changes: object = {}): Record<string, unknown> => ({
  name: 'mine',
  priority: 60,
  active: true,
  autoRemoveNonPresent: false,
  autoAssignSettings: { mode: { name: 'DISABLED' } },
  vms: [],
  ...changes,
});

function rule({ sim }: TestApi, changes: object = {}): Record<string, unknown> {
  const [destination] = sim.world.destinations.keys();
  const backupRetentionSettings = {
    retentionKeepLastNFull: 4,
    retentionKeepFullNewerThan: 2_592_000_000,
    retentionKeepLastNIncremental: 30,
    retentionKeepIncrementalNewerThan: 2_592_000_000,
    keepLastBackupWhenSourceStillExists: true,
  };
  const entry = {
    roleType: { name: 'PRIMARY' },
    backupDestination: { guid: destination },
    active: true,
    backupRetentionSettings,
  };
  return { name: 'Default', active: true, position: 0, schedules: [], ruleBackupDestinations: [entry], ...changes };
}

async function created(api: TestApi, changes: object = {}): Promise<string> {
  const answer = await api.send('POST', POLICIES, policy(changes));
  expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ guid: expect.any(String) as unknown })]);
  return String(at(answer.body, 'guid'));
}

const scheduleGuid = ({ sim }: TestApi): string => [...sim.world.schedules.keys()][0] ?? '';

describe('policies', () => {
  test('are created with their rules in one request, and unchanged after being read and written back', async () => {
    const api = await testApi();
    const machine = machineWhere(api.sim, ({ policyGuid }) => policyGuid !== null);
    const rules = [rule(api, { schedules: [{ guid: scheduleGuid(api) }], laterField: 7 })];
    const guid = await created(api, { vms: [{ guid: machine.guid }], rules, tenantId: 't', newField: 'kept' });
    expect(machine.policyGuid).toBe(guid);
    const own = (await api.send('GET', `${POLICIES}/${guid}`)).body;
    expect(own).toMatchObject({
      name: 'mine',
      priority: 60,
      tenantId: 't',
      newField: 'kept',
      vms: [{ guid: machine.guid }],
      rules: [
        {
          name: 'Default',
          laterField: 7,
          schedules: [{ guid: scheduleGuid(api) }],
          ruleBackupDestinations: [{ roleType: { name: 'PRIMARY' }, active: true }],
        },
      ],
    });
    expect((await api.send('PUT', `${POLICIES}/${guid}`, own)).body).toEqual(own);
    expect((await api.send('DELETE', `${POLICIES}/${guid}`)).status).toBe(204);
    expect([machine.policyGuid, api.sim.world.rules.has(String(at(own, 'rules', 0, 'guid')))]).toEqual([null, false]);
    expect((await api.send('GET', `${POLICIES}/${guid}`)).status).toBe(404);
  });

  test("are created in two steps, with bare guids, on a server of the guide's age", async () => {
    const api = await testApi(testSimulation({ behaviour: { dialect: 'guide' } }));
    const machine = machineWhere(api.sim, ({ policyGuid }) => policyGuid === null);
    const [destination] = api.sim.world.destinations.keys();
    const { active: _, ...guide } = policy({ autoAssignSettings: { mode: 'DISABLED' }, vms: [machine.guid] });
    const made = await api.send('POST', POLICIES, guide);
    const body = {
      name: 'r',
      schedules: [scheduleGuid(api)],
      backupDestinations: [destination],
      policy: at(made.body, 'guid'),
    };
    const second = await api.send('POST', RULES, body);
    expect([made.status, second.status, at(made.body, 'active'), at(second.body, 'active')]).toEqual([
      201,
      201,
      true,
      true,
    ]);
    expect(at(second.body, 'ruleBackupDestinations', 0, 'backupDestination', 'guid')).toBe(destination);
    expect(at((await api.send('GET', `${POLICIES}/${String(at(made.body, 'guid'))}`)).body, 'rules', 0, 'guid')).toBe(
      at(second.body, 'guid'),
    );
  });

  test('need their rules inline, with destinations, where the server requires that', async () => {
    const api = await testApi(testSimulation({ behaviour: { requireInlineRules: true } }));
    expect((await api.send('POST', POLICIES, policy())).status).toBe(400);
    expect((await api.send('POST', POLICIES, policy({ rules: [] }))).status).toBe(400);
    expect((await api.send('POST', POLICIES, policy({ rules: [{ name: 'x' }] }))).status).toBe(400);
    const guid = await created(api, { rules: [rule(api)] });
    expect((await api.send('PUT', `${POLICIES}/${guid}`, policy())).status).toBe(400);
  });

  test('lose the rules and machines that a change omits, get new rules, and keep the named ones', async () => {
    const api = await testApi();
    const [first, second] = [...api.sim.world.machines.values()].filter(({ policyGuid }) => policyGuid === null);
    const guid = await created(api, {
      vms: [first?.guid],
      rules: [rule(api, { name: 'a' }), rule(api, { name: 'b', position: 1 })],
    });
    const [a] = at((await api.send('GET', `${POLICIES}/${guid}`)).body, 'rules') as unknown[];
    const rules = [{ ...(a as object), name: 'a2' }, rule(api, { name: 'c' })];
    const changed = (await api.send('PUT', `${POLICIES}/${guid}`, policy({ vms: [second?.guid], rules }))).body;
    expect((at(changed, 'rules') as unknown[]).map((entry) => at(entry, 'name')).sort()).toEqual(['a2', 'c']);
    expect(at(changed, 'rules', 0, 'guid')).toBe(at(a, 'guid'));
    expect([first?.policyGuid, second?.policyGuid]).toEqual([null, guid]);
    const untouched = (await api.send('PUT', `${POLICIES}/${guid}`, policy({ name: 'other' }))).body;
    expect((at(untouched, 'rules') as unknown[]).length).toBe(2);
  });

  test('with an existing name in any case conflict as configured', async () => {
    const api = await testApi();
    await created(api, { tenantId: 'a' });
    for (const nameConflictStatus of [400, 409, 500] as const) {
      api.sim.behaviour = { ...defaultBehaviour(), nameConflictStatus };
      expect((await api.send('POST', POLICIES, policy({ name: 'MINE', tenantId: 'b' }))).status).toBe(
        nameConflictStatus,
      );
    }
  });

  test("get a prefix and a project in a project's scope, which lists them", async () => {
    const api = await testApi(testSimulation({ behaviour: { projectNamePrefix: true } }));
    const answer = await api.send('POST', POLICIES, policy(), { '3rd-party': 'HORIZON', '3rd-party-project': 'p1' });
    expect([at(answer.body, 'name'), at(answer.body, 'projectUuid')]).toEqual(['uuid_p1_mine', 'p1']);
    expect(list(await api.send('GET', `${POLICIES}?project-uuid=p1`)).length).toBe(1);
  });

  const refused: [string, (api: TestApi) => object][] = [
    ['no name', () => ({ name: '' })],
    ['a long name', () => ({ name: 'x'.repeat(256) })],
    ['a priority of 101', () => ({ priority: 101 })],
    ['half a priority', () => ({ priority: 66.5 })],
    ['no auto-assignment', () => ({ autoAssignSettings: null })],
    ['negative retries', () => ({ backupRetryCount: -1 })],
    ['a threshold above 100', () => ({ failRemainingBackupTasksExportThreshold: 101 })],
    ['destinations that are empty', (api) => ({ rules: [rule(api, { ruleBackupDestinations: [] })] })],
    ['destinations that are no list', (api) => ({ rules: [rule(api, { ruleBackupDestinations: { primary: {} } })] })],
    ['a rule without name', (api) => ({ rules: [rule(api, { name: '' })] })],
    [
      'one schedule in two rules',
      (api) => ({ rules: [1, 2].map(() => rule(api, { schedules: [scheduleGuid(api)] })) }),
    ],
    [
      'two primary destinations',
      (api) => ({
        rules: [rule(api, { ruleBackupDestinations: [1, 2].flatMap(() => rule(api)['ruleBackupDestinations']) })],
      }),
    ],
  ];
  test.each(refused)('are refused with %s, and nothing is created', async (_, change) => {
    const api = await testApi();
    const before = [api.sim.world.policies.size, api.sim.world.rules.size];
    expect((await api.send('POST', POLICIES, policy(change(api)))).status).toBe(400);
    expect([api.sim.world.policies.size, api.sim.world.rules.size]).toEqual(before);
  });
});

describe('rules', () => {
  test('with backups refuse to be deleted, or stay marked for deletion', async () => {
    const api = await testApi();
    const used =
      api.sim.world.allBackups().findLast(({ status, ruleGuid }) => status === 'SUCCESS' && ruleGuid !== null)
        ?.ruleGuid ?? '';
    expect((await api.send('DELETE', `${RULES}/${used}`)).status).toBe(409);
    const policyGuid = api.sim.world.rules.get(used)?.policyGuid ?? '';
    const { rules: _, ...own } = (await api.send('GET', `${POLICIES}/${policyGuid}`)).body as Record<string, unknown>;
    expect((await api.send('PUT', `${POLICIES}/${policyGuid}`, { ...own, rules: [rule(api)] })).status).toBe(409);
    api.sim.behaviour = { ...defaultBehaviour(), ruleDeleteWithBackups: 'mark' };
    expect((await api.send('DELETE', `${RULES}/${used}`)).status).toBe(204);
    expect((await api.send('GET', `${RULES}/${used}`)).body).toMatchObject({ markedForDeletion: true, active: false });
  });

  test('are changed as a whole, accept an unused secondary without destination, and stay in their policy', async () => {
    const api = await testApi();
    const guid = await created(api, { rules: [rule(api)] });
    const own = at((await api.send('GET', `${POLICIES}/${guid}`)).body, 'rules', 0);
    const path = `${RULES}/${String(at(own, 'guid'))}`;
    const [primary] = at(own, 'ruleBackupDestinations') as unknown[];
    const ruleBackupDestinations = [primary, { roleType: 'SECONDARY', active: false, backupDestination: null }];
    const changed = await api.send('PUT', path, {
      ...(own as object),
      name: 'renamed',
      schedules: [scheduleGuid(api)],
      ruleBackupDestinations,
    });
    expect(changed.body).toMatchObject({
      name: 'renamed',
      schedulesCount: 1,
      ruleBackupDestinations: [{ guid: at(primary, 'guid') }],
    });
    const other = [...api.sim.world.policies.keys()][0];
    expect((await api.send('PUT', path, { ...(own as object), policy: other })).status).toBe(400);
    expect((await api.send('POST', RULES, rule(api, { policy: { guid: 'x' } }))).status).toBe(404);
    expect((await api.send('DELETE', path)).status).toBe(204);
    expect(at((await api.send('GET', `${POLICIES}/${guid}`)).body, 'rules')).toEqual([]);
  });
});

function checkReferences(world: World): void {
  const names = (objects: Iterable<{ name: string }>): string[] =>
    Array.from(objects, ({ name }) => name.toLowerCase());
  for (const all of [names(world.policies.values()), names(world.schedules.values())])
    expect(new Set(all).size).toBe(all.length);
  const owned = [...world.policies.values()].flatMap(({ ruleGuids }) => ruleGuids);
  expect([...owned].sort()).toEqual([...world.rules.keys()].sort());
  for (const { policyGuid, ruleGuids } of Array.from(world.rules.values(), (one) => ({
    ...one,
    ruleGuids: world.policies.get(one.policyGuid)?.ruleGuids,
  })))
    expect([policyGuid, ruleGuids !== undefined]).toEqual([policyGuid, true]);
  for (const { scheduleGuids } of world.rules.values())
    for (const guid of scheduleGuids) expect(world.schedules.has(guid)).toBe(true);
  for (const { guid } of world.policies.values()) {
    for (const machine of world.machinesOfPolicy(guid)) expect(machine.policyGuid).toBe(guid);
    const inRules = [...world.rules.values()]
      .filter(({ policyGuid }) => policyGuid === guid)
      .flatMap(({ scheduleGuids }) => scheduleGuids);
    expect(new Set(inRules).size).toBe(inRules.length);
  }
  for (const { policyGuid } of world.machines.values())
    if (policyGuid !== null) expect(world.policies.has(policyGuid)).toBe(true);
}

const snapshotOf = (world: World): string =>
  JSON.stringify([
    [...world.policies],
    [...world.rules],
    [...world.schedules],
    Array.from(world.machines.values(), ({ guid, policyGuid }) => [guid, policyGuid]),
  ]);

const step = fc.record({
  kind: fc.constantFrom(
    'policy',
    'changePolicy',
    'rule',
    'changeRule',
    'schedule',
    'changeSchedule',
    'deletePolicy',
    'deleteRule',
    'deleteSchedule',
    'settings',
  ),
  name: fc.constantFrom('a', 'A', 'b', 'c'),
  pick: fc.nat(50),
  members: fc.array(fc.nat(50), { maxLength: 4 }),
  bad: fc.boolean(),
});

async function play(
  api: TestApi,
  { kind, name, pick, members, bad }: typeof step extends fc.Arbitrary<infer T> ? T : never,
): Promise<number> {
  const { world } = api.sim;
  const nth = (keys: Iterable<string>, index: number): string => {
    const all = [...keys];
    return all[index % Math.max(1, all.length)] ?? 'none';
  };
  const vms = members.map((index) => nth(world.machines.keys(), index));
  const schedules = members.slice(0, 2).map((index) => nth(world.schedules.keys(), index));
  const rules = members.slice(0, 2).map((index) => nth(world.rules.keys(), index));
  const inline = [rule(api, { schedules: bad ? ['nobody'] : schedules })];
  const schedule = {
    name,
    type: 'VM_BACKUP',
    backupType: 'FULL',
    executionType: 'TIME',
    hour: bad ? -1 : 0,
    daysOfWeek: ['MONDAY'],
    rules,
  };
  const send = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await api.send(method, path, body)).status;
  const policyPath = `${POLICIES}/${nth(world.policies.keys(), pick)}`;
  const rulePath = `${RULES}/${nth(world.rules.keys(), pick)}`;
  const schedulePath = `/schedules/${nth(world.schedules.keys(), pick)}`;
  switch (kind) {
    case 'policy':
      return send('POST', POLICIES, policy({ name, vms, rules: inline }));
    case 'changePolicy':
      return send('PUT', policyPath, policy({ name, vms, ...(bad ? { rules: inline } : {}) }));
    case 'rule':
      return send('POST', RULES, rule(api, { policy: nth(world.policies.keys(), pick), schedules }));
    case 'changeRule':
      return send('PUT', rulePath, rule(api, { schedules }));
    case 'schedule':
      return send('POST', '/schedules', schedule);
    case 'changeSchedule':
      return send('PUT', schedulePath, schedule);
    case 'deletePolicy':
      return send('DELETE', policyPath);
    case 'deleteRule':
      return send('DELETE', rulePath);
    case 'deleteSchedule':
      return send('DELETE', schedulePath);
    default:
      return send('PUT', `/virtual-machines/${nth(world.machines.keys(), pick)}/settings`, {
        vmBackupPolicy: bad ? null : nth(world.policies.keys(), pick),
      });
  }
}

describe('policies, rules and schedules after random writes', () => {
  test('have valid references and unique names, and a refused request changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const api = await testApi(testSimulation({ machines: 12 }));
        for (const one of steps) {
          const before = snapshotOf(api.sim.world);
          const status = await play(api, one);
          if (status >= 400) expect(snapshotOf(api.sim.world)).toBe(before);
          expect(status).not.toBe(500);
          checkReferences(api.sim.world);
        }
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});
