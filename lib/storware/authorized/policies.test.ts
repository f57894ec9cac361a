import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mintAuthorizedMachine, mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { StorwareClient } from '@/lib/storware/client';
import type { PolicyInput } from '@/lib/storware/model/policy';
import { sendJson, startFakeServer } from '@/lib/storware/testing/fake-server';
import type { FakeServer, Responder } from '@/lib/storware/testing/fake-server';
import { testClient } from '@/lib/storware/testing/test-client';
import {
  assignBySettings,
  assignThroughPolicy,
  createPolicy,
  updatePolicy,
  updateRule,
  updateSchedule,
} from './policies';

let server: FakeServer;
let client: StorwareClient;
const policy = mintAuthorizedPolicy('p1');
const retention = { keepLastFull: 4, keepFullNewerThanMs: 1, keepLastIncremental: 30, keepIncrementalNewerThanMs: 1 };
const input: PolicyInput = {
  name: 'acme-p',
  active: true,
  priority: 50,
  autoRemoveNonPresent: false,
  machines: [mintAuthorizedMachine('m1')],
  tenantId: null,
  rule: {
    name: 'Default',
    active: true,
    schedules: [mintAuthorizedSchedule('s1')],
    destinations: [{ role: 'PRIMARY', destinationGuid: 'd1', active: true, retention }],
  },
};
const list = 'GET /policies/vm-backup';
const detail = 'GET /policies/vm-backup/p1';
const create = 'POST /policies/vm-backup';
const rule = 'POST /rules/vm-backup';
const remove = 'DELETE /policies/vm-backup/p1';

/** The responses to each request, one after the other; the last one is repeated. A number is a status. */
function having(script: Record<string, unknown[] | undefined>): void {
  const served = new Map<string, number>();
  const reply: Responder = ({ method, path }, response, raw) => {
    const key = `${method} ${path.slice('/api'.length)}`;
    const answers = script[key] ?? [404];
    const at = served.get(key) ?? 0;
    served.set(key, at + 1);
    const answer = answers[Math.min(at, answers.length - 1)];
    if (answer === 'lost') raw.socket.destroy();
    else if (typeof answer === 'number') sendJson(response, { message: 'in their own words' }, answer);
    else sendJson(response, answer);
  };
  server.respond(reply);
}
const sent = (): string[] =>
  server.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.slice('/api'.length)}`);
const bodyOf = (line: string): unknown =>
  server.requests.find(({ method, path }) => `${method} ${path.slice('/api'.length)}` === line)?.body;
const withRule = { guid: 'p1', name: 'acme-p', rules: [{ guid: 'r1' }] };
const bare = { guid: 'p1', name: 'acme-p', rules: [] };

beforeEach(async () => {
  server = await startFakeServer();
  client = testClient(server.url);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

describe('createPolicy', () => {
  test.each<[string, Record<string, unknown[]>, string[]]>([
    ['inline, answered with the policy', { [list]: [[]], [create]: [withRule], [detail]: [withRule] }, [create]],
    [
      'inline, answered with nothing: found by its name',
      { [list]: [[], [withRule]], [create]: [{}], [detail]: [withRule] },
      [create],
    ],
    [
      'inline, where the answer does not echo the rule',
      { [list]: [[]], [create]: [bare], [detail]: [withRule] },
      [create],
    ],
    [
      'by an old server that overlooks the inline rule: step two',
      { [list]: [[]], [create]: [bare], [detail]: [bare], [rule]: [{ guid: 'r1' }] },
      [create, rule],
    ],
    [
      'by an old server that refuses the inline rule: two steps',
      { [list]: [[]], [create]: [400, bare], [detail]: [bare], [rule]: [{ guid: 'r1' }] },
      [create, create, rule],
    ],
    [
      'by one that answers 500 to the inline rule: two steps',
      { [list]: [[]], [create]: [500, bare], [detail]: [bare], [rule]: [{ guid: 'r1' }] },
      [create, create, rule],
    ],
    [
      'by one that answers 500 and has made it: found by its name',
      { [list]: [[], [withRule]], [create]: [500], [detail]: [withRule] },
      [create],
    ],
    [
      'where the answer to step two is lost and the rule was made',
      { [list]: [[]], [create]: [bare], [detail]: [bare, withRule], [rule]: ['lost'] },
      [create, rule],
    ],
  ])('%s', async (_name, script, writes) => {
    having(script);
    const known: string[] = [];
    const outcome = await createPolicy(input, {
      client,
      onPolicy: (guid) => Promise.resolve(void known.push(`${guid} after ${sent().length}`)),
    });
    expect(outcome).toEqual({ kind: 'accepted', value: { policyGuid: 'p1', ruleGuid: 'r1' } });
    expect(sent()).toEqual(writes);
    // The guid is reported before the second request.
    expect(known).toEqual([`p1 after ${writes.filter((line) => line === create).length}`]);
  });

  test.each<[string, Record<string, unknown[]>, object, string[]]>([
    [
      'a name that exists before',
      { [list]: [[{ guid: 'other', name: 'uuid_77_ACME-P' }]] },
      { kind: 'name_taken' },
      [],
    ],
    [
      'a name that was taken meanwhile',
      { [list]: [[], [{ guid: 'other', name: 'acme-p' }]], [create]: [409] },
      { kind: 'name_taken' },
      [create],
    ],
    [
      'refused in both forms: the refusal of today’s',
      { [list]: [[]], [create]: [422, 400] },
      { kind: 'rejected', status: 422 },
      [create, create],
    ],
    [
      'refused for another reason than its form',
      { [list]: [[]], [create]: [403] },
      { kind: 'rejected', status: 403 },
      [create],
    ],
    ['turned away unread', { [list]: [[]], [create]: [503] }, { kind: 'not_sent' }, [create]],
    ['without an answer: no other form is tried', { [list]: [[]], [create]: ['lost'] }, { kind: 'unknown' }, [create]],
    ['500, and the names can not be read', { [list]: [[], 400], [create]: [500] }, { kind: 'unknown' }, [create]],
    ['names that can not be read before', { [list]: [503] }, { kind: 'not_sent' }, []],
    [
      'a refused rule: the policy goes again',
      { [list]: [[]], [create]: [bare], [detail]: [bare], [rule]: [400], [remove]: [{}] },
      { kind: 'rejected', status: 400 },
      [create, rule, remove],
    ],
    [
      'a rule answered 500 and not made: the policy goes again',
      { [list]: [[]], [create]: [bare], [detail]: [bare], [rule]: [500], [remove]: [{}] },
      { kind: 'rejected', status: 500 },
      [create, rule, remove],
    ],
    [
      'a refused rule, and a policy that does not go',
      { [list]: [[]], [create]: [bare], [detail]: [bare], [rule]: [400], [remove]: [500] },
      { kind: 'half_done', policyGuid: 'p1' },
      [create, rule, remove],
    ],
    [
      'a rule without an answer that is not there yet: nothing is undone blindly',
      { [list]: [[]], [create]: [bare], [detail]: [bare], [rule]: ['lost'] },
      { kind: 'half_done', policyGuid: 'p1' },
      [create, rule],
    ],
    [
      'a policy that can not be read after it was made',
      { [list]: [[]], [create]: [bare], [detail]: [400] },
      { kind: 'half_done', policyGuid: 'p1' },
      [create],
    ],
  ])('%s', async (_name, script, outcome, writes) => {
    having(script);
    expect(await createPolicy(input, { client })).toMatchObject(outcome);
    expect(sent()).toEqual(writes);
  });
});

describe('updatePolicy', () => {
  const put = 'PUT /policies/vm-backup/p1';

  test('reads rules and machines that the detail only names, so that the PUT loses nothing', async () => {
    having({
      [detail]: [
        {
          guid: 'p1',
          name: 'acme-p',
          novelty: 8,
          rules: [
            { guid: 'r1', name: 'Default' },
            { guid: 'r2', markedForDeletion: true },
          ],
        },
      ],
      'GET /rules/vm-backup/r1': [
        { guid: 'r1', name: 'Default', policy: { guid: 'p1' }, ruleBackupDestinations: [], novelty: 9 },
      ],
      'GET /virtual-machines': [
        [
          { guid: 'm1', vmBackupPolicy: { guid: 'p1' } },
          { guid: 'm2', vmBackupPolicy: { guid: 'other' } },
          { guid: 'm3' },
        ],
      ],
      [put]: [{}],
    });
    expect(await updatePolicy(policy, { priority: 7 }, { client })).toEqual({ kind: 'accepted', value: null });
    expect(bodyOf(put)).toMatchObject({
      priority: 7,
      novelty: 8,
      vms: [{ guid: 'm1' }],
      rules: [{ guid: 'r1', novelty: 9 }],
    });
  });

  test('stops when the machines cannot all be read, because a shorter list would unassign the others', async () => {
    having({
      [detail]: [withRule],
      'GET /rules/vm-backup/r1': [{ guid: 'r1' }],
      'GET /virtual-machines': [[{ guid: 'm1' }, { name: 'broken' }]],
    });
    expect(await updatePolicy(policy, { active: false }, { client })).toMatchObject({
      kind: 'not_sent',
      error: { code: 'upstream_contract' },
    });
    expect(sent()).toEqual([]);
  });

  test('checks that a new name is free, except for its own', async () => {
    having({
      [detail]: [{ ...withRule, vms: [] }],
      'GET /rules/vm-backup/r1': [{ guid: 'r1' }],
      [list]: [
        [
          { guid: 'p1', name: 'new' },
          { guid: 'p2', name: 'New' },
        ],
      ],
      [put]: [{}],
    });
    expect(await updatePolicy(policy, { name: 'new' }, { client })).toEqual({ kind: 'name_taken' });
    expect((await updatePolicy(policy, { name: 'ACME-P' }, { client })).kind).toBe('accepted');
    expect(sent()).toEqual([put]);
  });

  test('a deleted policy is not found; a lost response is unknown', async () => {
    having({});
    await expect(updatePolicy(policy, {}, { client })).rejects.toMatchObject({ code: 'not_found' });
    having({ [detail]: [{ ...withRule, vms: [] }], 'GET /rules/vm-backup/r1': [{ guid: 'r1' }], [put]: ['lost'] });
    expect(await updatePolicy(policy, {}, { client })).toMatchObject({ kind: 'unknown' });
  });
});

describe('updateRule', () => {
  test('accepts a rule without a policy when the policy names the rule', async () => {
    having({
      'GET /rules/vm-backup/r1': [{ guid: 'r1', name: 'x' }],
      [detail]: [withRule],
      'PUT /rules/vm-backup/r1': [{}],
    });
    expect((await updateRule(policy, 'r1', { active: false }, { client })).kind).toBe('accepted');
    expect(bodyOf('PUT /rules/vm-backup/r1')).toEqual({ guid: 'r1', name: 'x', policy: { guid: 'p1' }, active: false });
    having({ 'GET /rules/vm-backup/r1': [{ guid: 'r1' }], [detail]: [bare] });
    await expect(updateRule(policy, 'r1', { active: false }, { client })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('assignBySettings', () => {
  const machine = mintAuthorizedMachine('m1');
  const settings = 'PUT /virtual-machines/m1/settings';
  const without = { guid: 'm1', name: 'web', novelty: 1 };
  const assigned = { ...without, vmBackupPolicy: { guid: 'p1' } };

  test('sends the whole machine, and nothing when it has the policy already', async () => {
    having({ 'GET /virtual-machines/m1': [without, assigned], [settings]: [{}] });
    expect(await assignBySettings(machine, policy, { client })).toMatchObject({
      kind: 'accepted',
      value: { policy: { guid: 'p1' } },
    });
    expect(bodyOf(settings)).toEqual({ ...without, vmBackupPolicy: { guid: 'p1' } });
    expect((await assignBySettings(machine, policy, { client })).kind).toBe('accepted');
    expect(sent()).toEqual([settings]);
  });

  test.each<[string, unknown]>([
    ['ignores', {}],
    ['does not have', 405],
  ])('when the server %s such settings, the list of the policy is used', async (_name, answer) => {
    having({
      'GET /virtual-machines/m1': [without],
      [settings]: [answer],
      [detail]: [{ ...withRule, vms: [{ guid: 'm0' }] }],
      'GET /rules/vm-backup/r1': [{ guid: 'r1' }],
      'PUT /policies/vm-backup/p1': [{}],
    });
    expect(await assignBySettings(machine, policy, { client })).toEqual({ kind: 'by_policy', present: null });
    expect((await assignThroughPolicy([machine], policy, 'add', { client })).kind).toBe('accepted');
    expect(bodyOf('PUT /policies/vm-backup/p1')).toMatchObject({ vms: [{ guid: 'm0' }, { guid: 'm1' }] });
  });

  test('reports a refusal without another attempt; uses the list when failing settings had no effect', async () => {
    having({ 'GET /virtual-machines/m1': [without], [settings]: [400, 'lost', 500] });
    expect(await assignBySettings(machine, policy, { client })).toMatchObject({ kind: 'rejected', status: 400 });
    expect(await assignBySettings(machine, policy, { client })).toEqual({ kind: 'by_policy', present: null });
    expect(await assignBySettings(machine, policy, { client })).toEqual({ kind: 'by_policy', present: null });
    expect(sent()).toEqual([settings, settings, settings]);
  });
});

describe('updateSchedule', () => {
  test('sends unknown fields back', async () => {
    const raw = {
      guid: 's1',
      name: 'uuid_77_acme-s',
      active: true,
      executionType: { name: 'TIME' },
      hour: 3_600_000,
      novelty: { a: 1 },
      daysOfWeek: [{ name: 'MONDAY', description: 'Montag' }],
    };
    having({ 'GET /schedules/s1': [raw], 'PUT /schedules/s1': [{}] });
    expect(await updateSchedule(mintAuthorizedSchedule('s1'), { active: false, name: 'acme-s' }, { client })).toEqual({
      kind: 'accepted',
      value: null,
    });
    expect(bodyOf('PUT /schedules/s1')).toEqual({ ...raw, active: false, name: 'acme-s' });
  });
});
