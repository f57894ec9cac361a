import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PutScheduleBody, ScheduleBody } from '@/lib/contracts/schedule';
import type { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { noticeExternalChanges } from '@/lib/journal/schedules/notice-external-changes';
import { bodyOfPolicy, putSchedule } from '@/lib/portal/schedules/write-schedule';
import { createPolicy } from './create-policy';
import { deletePolicy } from './delete-policy';
import { getPolicy, listPolicies } from './read-policies';
import { putPolicy } from './put-policy';
import { openPolicyFixture, policyBody, refusal, sent, stateOf } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
let store: string;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 200 });
  store = fixture.destinations[0]?.guid ?? '';
});
afterAll(() => fixture.close());

const page = { page: 1, pageSize: 50, search: '' };
const byName = { ...page, sort: { key: 'name', descending: false } };

function nameless(body: ScheduleBody | undefined): PutScheduleBody {
  if (!body) throw new Error('no schedule');
  const { guid: _, ...rest } = body;
  return rest;
}

describe('putPolicy', () => {
  test('keeps unknown fields of policy, rule, destination and schedule', async () => {
    const { scope, machines } = await fixture.admin(2);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const schedule = policy.schedules[0]?.guid ?? '';
    const held = (await fixture.ask('GET', `/policies/vm-backup/${policy.guid}`)).body as {
      rules: { ruleBackupDestinations: object[] }[];
    };
    const [rule] = held.rules;
    const marked = {
      ...held,
      backupRetryCount: 3,
      dailyReportEnabled: true,
      laterField: 'p',
      rules: [
        {
          ...rule,
          laterField: 'r',
          ruleBackupDestinations: rule?.ruleBackupDestinations.map((one) => ({ ...one, daysToKeepRetentionLock: 7 })),
        },
      ],
    };
    expect((await fixture.ask('PUT', `/policies/vm-backup/${policy.guid}`, marked)).status).toBe(200);
    expect(
      (
        await fixture.ask('PUT', `/schedules/${schedule}`, {
          ...((await fixture.ask('GET', `/schedules/${schedule}`)).body as object),
          laterField: 's',
        })
      ).status,
    ).toBe(200);

    const body = bodyOfPolicy(policy);
    const [nightly, ...rest] = body.schedules;
    if (!nightly) throw new Error('no schedule');
    const after = await putPolicy(scope, policy.guid, {
      ...body,
      priority: 12,
      active: false,
      machines: machines.slice(0, 1),
      retention: { ...body.retention, full: { keepLast: 9, keepDays: 90 } },
      schedules: [{ ...nightly, execution: { kind: 'TIME', at: '23:30' } }, ...rest],
    });
    expect(after).toMatchObject({
      priority: 12,
      active: false,
      version: 2,
      nextRunAt: null,
      retention: { full: { keepLast: 9, keepDays: 90 } },
    });
    const now = (await fixture.ask('GET', `/policies/vm-backup/${policy.guid}`)).body;
    expect(now).toMatchObject({
      priority: 12,
      active: false,
      backupRetryCount: 3,
      dailyReportEnabled: true,
      laterField: 'p',
      vms: [{ guid: machines[0] }],
    });
    expect(now).toMatchObject({
      rules: [
        {
          laterField: 'r',
          ruleBackupDestinations: [
            { daysToKeepRetentionLock: 7, backupRetentionSettings: { retentionKeepLastNFull: 9 } },
          ],
        },
      ],
    });
    expect((await fixture.ask('GET', `/schedules/${schedule}`)).body).toMatchObject({ laterField: 's' });
    await fixture.sync();
    expect(await getPolicy(scope, policy.guid)).toEqual(after);
  });

  test('sends only names when only the name changes, and shows the new one everywhere at once', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const before = await butNames(policy.guid);
    const calls = await sent(fixture, () =>
      putPolicy(scope, policy.guid, { ...bodyOfPolicy(policy), name: 'Renamed' }),
    );
    expect(calls.filter((call) => !call.startsWith('GET')).map((call) => call.slice(0, call.lastIndexOf('/')))).toEqual(
      ['PUT /schedules', 'PUT /schedules', 'PUT /rules/vm-backup', 'PUT /policies/vm-backup'],
    );
    expect(await butNames(policy.guid)).toEqual(before);
    expect((await db().mirrorMachine.findUniqueOrThrow({ where: { guid: machines[0] ?? '' } })).policyName).toBe(
      'Renamed',
    );
    await fixture.sync();
    expect((await listPolicies(scope, byName)).items.map(({ name }) => name)).toEqual(['Renamed']);
    expect((await db().mirrorMachine.findUniqueOrThrow({ where: { guid: machines[0] ?? '' } })).policyName).toBe(
      'Renamed',
    );
  });

  test('by two people at once: the second gets the differences, and nothing is overwritten', async () => {
    const { scope, machines } = await fixture.admin(3);
    const policy = await createPolicy(scope, policyBody(store, machines.slice(0, 2)));
    const body = bodyOfPolicy(policy);
    await putPolicy(scope, policy.guid, { ...body, priority: 33, machines });
    const late = await refusal(() => putPolicy(scope, policy.guid, { ...body, priority: 44 }));
    expect(late.code).toBe('conflict');
    expect(late.detail).toContain('priority: is 33 now, you sent 44');
    expect((late.errors ?? []).map(({ path }) => path)).toEqual(['priority', 'machines']);
    expect((await getPolicy(scope, policy.guid)).priority).toBe(33);

    const version = (await getPolicy(scope, policy.guid)).version;
    const both = await Promise.allSettled(
      [55, 66].map((priority) => putPolicy(scope, policy.guid, { ...body, machines, priority, version })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((one) => one.status === 'rejected');
    expect((lost?.reason as AppError).code).toBe('conflict');
    expect((lost?.reason as AppError).detail).toMatch(/priority: is (?:55|66) now, you sent (?:55|66)/);
    // Without a version nothing is compared.
    const { version: _, ...anyhow } = body;
    expect(await putPolicy(scope, policy.guid, { ...anyhow, priority: 77 })).toMatchObject({ priority: 77 });
  });

  test('keeps machines without an owner and schedules of others in it', async () => {
    const { scope, machines } = await fixture.admin(2);
    const {
      machines: [stray = ''],
      scope: other,
    } = await fixture.admin(1);
    await db().ownership.deleteMany({ where: { tenantId: other.tenant.id, kind: 'MACHINE' } });
    const policy = await createPolicy(scope, policyBody(store, machines));
    await fixture.ask('PUT', `/virtual-machines/${stray}/settings`, { vmBackupPolicy: { guid: policy.guid } });
    const made = (
      await fixture.ask('POST', '/schedules', {
        name: `foreign-${randomUUID()}`,
        active: true,
        type: { name: 'VM_BACKUP' },
        backupType: { name: 'FULL' },
        executionType: { name: 'TIME' },
        hour: 3_600_000,
        startWindowLength: 3_600_000,
        daysOfWeek: [{ name: 'FRIDAY' }],
        rules: [],
      })
    ).body as { guid: string };
    const rule = (
      (await fixture.ask('GET', `/policies/vm-backup/${policy.guid}`)).body as {
        rules: { guid: string; schedules: object[] }[];
      }
    ).rules[0];
    await fixture.ask('PUT', `/rules/vm-backup/${rule?.guid ?? ''}`, {
      ...rule,
      schedules: [...(rule?.schedules ?? []), { guid: made.guid }],
    });
    await fixture.sync();
    const shown = await getPolicy(scope, policy.guid);
    expect(shown.machines.map(({ guid }) => guid).sort()).toEqual([...machines].sort());
    expect(shown.schedules.find(({ guid }) => guid === made.guid)).toMatchObject({
      readOnly: true,
      timeZone: 'UTC',
      execution: { kind: 'TIME', at: '01:00' },
    });
    expect((await refusal(() => putSchedule(scope, made.guid, nameless(bodyOfPolicy(shown).schedules[0])))).code).toBe(
      'conflict',
    );

    await putPolicy(scope, policy.guid, {
      ...bodyOfPolicy(shown),
      machines: machines.slice(0, 1),
      schedules: bodyOfPolicy(shown).schedules.slice(0, 1),
    });
    const now = (await fixture.ask('GET', `/policies/vm-backup/${policy.guid}`)).body as {
      vms: { guid: string }[];
      rules: { schedules: { guid: string }[] }[];
    };
    expect(now.vms.map(({ guid }) => guid).sort()).toEqual([machines[0], stray].sort());
    expect(now.rules[0]?.schedules.map(({ guid }) => guid)).toContain(made.guid);
    await deletePolicy(scope, policy.guid);
    expect((await fixture.ask('GET', `/schedules/${made.guid}`)).status).toBe(200);
  });

  test('does not overwrite a schedule changed in Storware, until the tenant writes that schedule', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(store, machines));
    const guid = policy.schedules[0]?.guid ?? '';
    const held = (await fixture.ask('GET', `/schedules/${guid}`)).body as object;
    await fixture.ask('PUT', `/schedules/${guid}`, { ...held, hour: 12 * 3_600_000 });
    await fixture.sync();
    await noticeExternalChanges();
    const seen = await getPolicy(scope, policy.guid);
    expect([
      seen.condition,
      seen.schedules[0]?.condition.kind,
      seen.schedules[0]?.nextRuns[0]?.at.slice(11, 16),
    ]).toEqual(['CHANGED_ELSEWHERE', 'CHANGED_ELSEWHERE', '12:00']);
    const other = await putPolicy(scope, policy.guid, { ...bodyOfPolicy(seen), priority: 9 });
    expect([other.priority, other.condition]).toEqual([9, 'CHANGED_ELSEWHERE']);
    expect((await fixture.ask('GET', `/schedules/${guid}`)).body).toMatchObject({ hour: 12 * 3_600_000 });
    const written = await putSchedule(scope, guid, nameless(bodyOfPolicy(seen).schedules[0]));
    expect(written.condition.kind).toBe('OK');
    expect((await fixture.ask('GET', `/schedules/${guid}`)).body).toMatchObject({
      hour: (held as { hour: number }).hour,
    });
    expect((await getPolicy(scope, policy.guid)).condition).toBe('OK');
  });

  test('refuses a change of a policy that was deleted in Storware; deleting it works', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(store, machines));
    await fixture.ask('DELETE', `/policies/vm-backup/${policy.guid}`);
    await fixture.sync();
    expect(await getPolicy(scope, policy.guid)).toMatchObject({
      condition: 'CHANGED_ELSEWHERE',
      machines: [],
      nextRunAt: null,
    });
    expect(
      (await refusal(() => putPolicy(scope, policy.guid, { ...policyBody(store, machines), name: policy.name }))).code,
    ).toBe('conflict');
    expect(await deletePolicy(scope, policy.guid)).toEqual({ released: [] });
    expect((await refusal(() => getPolicy(scope, policy.guid))).code).toBe('not_found');
    for (const { guid } of policy.schedules) expect((await fixture.ask('GET', `/schedules/${guid}`)).status).toBe(404);
  });
});

/** Everything that Storware holds of a policy except for its names there. */
async function butNames(guid: string): Promise<string> {
  return JSON.stringify(await stateOf(fixture, guid)).replaceAll(/[a-z0-9-]+ · [^"\\]*/g, 'a name');
}
