import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine, mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { AuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import { msOfUtcDay } from '@/lib/storware/model/policy';
import type { PolicyInput, ScheduleInput } from '@/lib/storware/model/policy';
import { simulatorClient } from '@/lib/storware/testing/simulator-client';
import { startSimulator } from '@/lib/storware/testing/simulator-process';
import type { SimulatorProcess } from '@/lib/storware/testing/simulator-process';
import * as unscoped from '@/lib/storware/unscoped';
import {
  assignBySettings,
  assignThroughPolicy,
  createPolicy,
  createSchedule,
  deletePolicy,
  deleteSchedule,
  findPolicy,
  findSchedule,
  updatePolicy,
  updateRule,
  updateSchedule,
} from './policies';

let simulator: SimulatorProcess;
let client: StorwareClient;
let machines: string[];
let destination: string;
let count = 0;
const nextName = (kind: string): string => `acme-${kind}-${(count += 1)}`;
const retention = {
  keepLastFull: 4,
  keepFullNewerThanMs: 2_592_000_000,
  keepLastIncremental: 30,
  keepIncrementalNewerThanMs: 864_000_000,
};

beforeAll(async () => {
  simulator = await startSimulator('--machines', '40', '--speed', '1', '--work-speed', '1');
  client = simulatorClient(simulator);
  machines = (await unscoped.listAllMachinesUnscoped({ client })).items
    .filter(({ present }) => present)
    .map(({ guid }) => guid);
  destination = (await unscoped.listAllDestinationsUnscoped({ client })).items[0]?.guid ?? '';
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});
beforeEach(async () => {
  await simulator.control('DELETE', '/faults');
  await simulator.control('PUT', '/options', {
    dialect: '7.4',
    enumStyle: 'object',
    nullStyle: 'omit',
    requireInlineRules: false,
    nameConflictStatus: 409,
    missingEndpoints: [],
  });
});

function scheduleInput(over: Partial<ScheduleInput> = {}): ScheduleInput {
  const timing = { kind: 'TIME', startAt: msOfUtcDay(1, 30), startWindowMs: 3_600_000 } as const;
  return {
    name: nextName('s'),
    active: true,
    backupType: 'FULL',
    timing,
    daysOfWeek: ['MONDAY', 'SUNDAY'],
    months: [],
    occurrences: [],
    tenantId: 'tenant-1',
    ...over,
  };
}
async function newSchedule(over: Partial<ScheduleInput> = {}): Promise<AuthorizedSchedule> {
  const outcome = await createSchedule(scheduleInput(over), { client });
  if (outcome.kind !== 'accepted' || !outcome.value) throw new Error(`no schedule: ${JSON.stringify(outcome)}`);
  return mintAuthorizedSchedule(outcome.value.guid);
}
async function policyInput(over: Partial<PolicyInput> = {}): Promise<PolicyInput> {
  const rule = {
    name: 'Default',
    active: true,
    schedules: [await newSchedule()],
    destinations: [{ role: 'PRIMARY', destinationGuid: destination, active: true, retention }],
  } as const;
  return {
    name: nextName('p'),
    active: true,
    priority: 60,
    autoRemoveNonPresent: false,
    machines: machines.slice(0, 2).map(mintAuthorizedMachine),
    tenantId: 'tenant-1',
    rule,
    ...over,
  };
}
const posts = async (path: string): Promise<number> =>
  ((await simulator.control('GET', '/counters')) as { byRoute: Record<string, number> }).byRoute[`POST ${path}`] ?? 0;

describe('schedules at the simulator', () => {
  test('are created, changed and deleted; fields that a change does not name stay', async () => {
    const schedule = await newSchedule({ months: ['MAY'], occurrences: ['LAST_IN_MONTH'] });
    expect(await findSchedule(schedule, { client })).toMatchObject({
      type: 'VM_BACKUP',
      executionType: 'TIME',
      startAt: 5_400_000,
      startWindowMs: 3_600_000,
      daysOfWeek: ['MONDAY', 'SUNDAY'],
      months: ['MAY'],
      occurrences: ['LAST_IN_MONTH'],
      tenantId: 'tenant-1',
    });
    const timing = { kind: 'INTERVAL', from: msOfUtcDay(0, 0), to: msOfUtcDay(12, 0), everyMs: 7_200_000 } as const;
    expect(await updateSchedule(schedule, { timing, active: false }, { client })).toMatchObject({ kind: 'accepted' });
    expect(await findSchedule(schedule, { client })).toMatchObject({
      active: false,
      executionType: 'INTERVAL',
      startAt: null,
      interval: { everyMs: 7_200_000 },
      months: ['MAY'],
      tenantId: 'tenant-1',
    });
    expect(await updateSchedule(schedule, { active: true }, { client }, (current) => current.active)).toMatchObject({
      kind: 'changed',
      current: { active: false },
    });
    expect(await deleteSchedule(schedule, { client })).toEqual({ kind: 'accepted', value: 'removed' });
    expect(await deleteSchedule(schedule, { client })).toEqual({ kind: 'accepted', value: 'gone' });
    await expect(updateSchedule(schedule, { active: true }, { client })).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([400, 409, 500])(
    'an existing name is reported as taken for status %d, ignoring case',
    async (nameConflictStatus) => {
      await simulator.control('PUT', '/options', { nameConflictStatus });
      const name = nextName('taken');
      await newSchedule({ name });
      expect(await createSchedule(scheduleInput({ name: name.toUpperCase() }), { client })).toEqual({
        kind: 'name_taken',
      });
      expect(await updateSchedule(await newSchedule(), { name }, { client })).toEqual({ kind: 'name_taken' });
    },
  );
});

describe('policies at the simulator', () => {
  test.each([
    ['7.4, which wants the rule inline', { requireInlineRules: true }],
    ['7.4', {}],
    ['the guide', { dialect: 'guide', enumStyle: 'string', nullStyle: 'null' }],
  ])('are created with rule, schedule, destination and machines on a server of %s', async (_name, options) => {
    await simulator.control('PUT', '/options', options);
    const input = await policyInput();
    const known: string[] = [];
    const outcome = await createPolicy(input, { client, onPolicy: (guid) => Promise.resolve(void known.push(guid)) });
    expect(outcome).toMatchObject({ kind: 'accepted', value: { policyGuid: known[0] } });
    const policy = mintAuthorizedPolicy(known[0] ?? '');
    const made = await findPolicy(policy, { client });
    expect(made).toMatchObject({
      name: input.name,
      priority: 60,
      autoAssignMode: 'DISABLED',
      tenantId: 'tenant-1',
      rules: [{ name: 'Default' }],
    });
    expect(made?.machines?.map(({ guid }) => guid).sort()).toEqual(machines.slice(0, 2).sort());
    const [rule] = (await unscoped.listRulesUnscoped({ policyGuid: policy.guid }, { client })).items;
    expect(rule).toMatchObject({
      schedules: [{ guid: input.rule.schedules[0]?.guid }],
      destinations: [{ role: 'PRIMARY', destination: { guid: destination } }],
    });
    expect(await deletePolicy(policy, { client })).toEqual({ kind: 'accepted', value: 'removed' });
    expect(await findPolicy(policy, { client })).toBeNull();
  });

  test.each([400, 409, 500])(
    'an existing name is reported as taken for status %d, and nothing is created',
    async (nameConflictStatus) => {
      await simulator.control('PUT', '/options', { nameConflictStatus });
      const input = await policyInput();
      expect((await createPolicy(input, { client })).kind).toBe('accepted');
      const before = (await unscoped.listAllPoliciesUnscoped({ client })).items.length;
      expect(await createPolicy({ ...input, name: input.name.toUpperCase() }, { client })).toEqual({
        kind: 'name_taken',
      });
      expect((await unscoped.listAllPoliciesUnscoped({ client })).items).toHaveLength(before);
    },
  );

  test('a change keeps rules and other machines, and moves only the named ones', async () => {
    const outcome = await createPolicy(await policyInput(), { client });
    if (outcome.kind !== 'accepted') throw new Error('no policy');
    const policy = mintAuthorizedPolicy(outcome.value.policyGuid);
    const before = await findPolicy(policy, { client });
    expect(
      await updatePolicy(
        policy,
        {
          active: false,
          priority: 10,
          add: [mintAuthorizedMachine(machines[2] ?? '')],
          remove: [mintAuthorizedMachine(machines[0] ?? '')],
        },
        { client },
      ),
    ).toMatchObject({ kind: 'accepted' });
    const after = await findPolicy(policy, { client });
    expect(after).toMatchObject({
      name: before?.name,
      active: false,
      priority: 10,
      rules: [{ guid: before?.rules[0]?.guid }],
    });
    expect(after?.machines?.map(({ guid }) => guid).sort()).toEqual(machines.slice(1, 3).sort());
    expect(await updatePolicy(policy, { active: true }, { client }, (current) => current.active)).toMatchObject({
      kind: 'changed',
    });
    const [rule] = (await unscoped.listRulesUnscoped({ policyGuid: policy.guid }, { client })).items;
    expect(rule?.destinations[0]?.retention).toEqual(retention);
  });

  test('a rule can be changed only through its own policy', async () => {
    const [one, other] = await Promise.all([
      createPolicy(await policyInput({ machines: [] }), { client }),
      createPolicy(await policyInput({ machines: [] }), { client }),
    ]);
    if (one.kind !== 'accepted' || other.kind !== 'accepted') throw new Error('no policies');
    const [own, others] = [mintAuthorizedPolicy(one.value.policyGuid), mintAuthorizedPolicy(other.value.policyGuid)];
    const ruleGuid = one.value.ruleGuid ?? '';
    const destinations = [
      { role: 'PRIMARY', destinationGuid: destination, active: true, retention: { ...retention, keepLastFull: 9 } },
    ] as const;
    expect(await updateRule(own, ruleGuid, { name: 'Weekly', destinations }, { client })).toMatchObject({
      kind: 'accepted',
    });
    const rule = await unscoped.findRuleUnscoped(ruleGuid, { client });
    expect(rule).toMatchObject({ name: 'Weekly', destinations: [{ retention: { keepLastFull: 9 } }] });
    expect(rule?.schedules).toHaveLength(1);
    await expect(updateRule(others, ruleGuid, { active: false }, { client })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ])(
    'after %s the outcome is unknown, no other form is tried, and the name finds the created policy',
    async (kind, made) => {
      const input = await policyInput({ machines: [] });
      const before = await posts('/policies/vm-backup');
      await simulator.control('POST', '/faults', {
        match: { method: 'POST', path: '^/policies/vm-backup$' },
        times: 1,
        kind,
      });
      expect(await createPolicy(input, { client })).toMatchObject({ kind: 'unknown' });
      expect(await posts('/policies/vm-backup')).toBe(before + 1);
      expect((await unscoped.listPoliciesNamedUnscoped(input.name, { client })).items).toHaveLength(made);
    },
  );

  test('a machine gets a policy, another, and none; its other settings stay; forty assignments at once all succeed', async () => {
    const outcome = await createPolicy(await policyInput({ machines: [] }), { client });
    if (outcome.kind !== 'accepted') throw new Error('no policy');
    const policy = mintAuthorizedPolicy(outcome.value.policyGuid);
    const settled = await Promise.all(
      machines.map((guid) => assignBySettings(mintAuthorizedMachine(guid), policy, { client })),
    );
    expect(new Set(settled.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect((await findPolicy(policy, { client }))?.machines).toHaveLength(machines.length);
    const machine = mintAuthorizedMachine(machines[0] ?? '');
    expect(await assignBySettings(machine, null, { client }, 'another')).toMatchObject({
      kind: 'changed',
      current: { policy: { guid: policy.guid } },
    });
    expect(await assignBySettings(machine, null, { client }, policy.guid)).toMatchObject({
      kind: 'accepted',
      value: { policy: null },
    });
    await simulator.control('PUT', '/options', { missingEndpoints: ['/settings$'] });
    expect(await assignBySettings(machine, policy, { client }, null)).toEqual({ kind: 'by_policy', present: null });
    expect(await assignThroughPolicy([machine], policy, 'add', { client })).toMatchObject({ kind: 'accepted' });
    expect((await findPolicy(policy, { client }))?.machines).toHaveLength(machines.length);
    expect(await assignBySettings(machine, null, { client })).toEqual({ kind: 'by_policy', present: policy.guid });
    expect(await assignThroughPolicy([machine], policy, 'remove', { client })).toMatchObject({ kind: 'accepted' });
    expect((await findPolicy(policy, { client }))?.machines).toHaveLength(machines.length - 1);
    await expect(assignBySettings(mintAuthorizedMachine('gone'), policy, { client })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
