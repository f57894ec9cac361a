import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { createPolicy } from './create-policy';
import { getPolicy, listPolicies } from './read-policies';
import { openPolicyFixture, policyBody } from './testing/policy-fixture';
import type { PolicyFixture } from './testing/policy-fixture';

let fixture: PolicyFixture;
beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 300 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
});

const everything = { page: 1, pageSize: 50, search: '', sort: { key: 'name', descending: false } };
const dialects = ['7.4', 'guide'].flatMap((dialect) =>
  [true, false].map((requireInlineRules) => ({ dialect, requireInlineRules })),
);

describe('createPolicy', () => {
  for (const options of dialects) {
    test(`writes two schedules and forty machines to Storware, in the dialect ${options.dialect} and rules inline ${options.requireInlineRules ? 'required' : 'optional'}`, async () => {
      await fixture.simulator.control.options(options);
      const { scope, machines } = await fixture.admin(40);
      const [first, second] = fixture.destinations;
      const body = policyBody(first?.guid ?? '', machines, {
        secondaryDestination: second?.guid ?? null,
        priority: 70,
        retention: { full: { keepLast: 3, keepDays: 60 }, incremental: { keepLast: 14, keepDays: 21 } },
      });
      const policy = await createPolicy(scope, body);

      const held = (await fixture.ask('GET', `/policies/vm-backup/${policy.guid}`)).body as {
        name: string;
        vms: { guid: string }[];
        rules: { guid: string; name: string; schedules: { guid: string }[]; ruleBackupDestinations: unknown[] }[];
      };
      expect(held).toMatchObject({ active: true, priority: 70, autoRemoveNonPresent: false });
      expect(held.name).toBe(`${scope.tenant.slug} · ${body.name}`);
      expect(held.rules.map(({ name }) => name)).toEqual([held.name]);
      expect(held.vms.map(({ guid }) => guid).sort()).toEqual([...machines].sort());
      expect(held.rules).toHaveLength(1);
      const [rule] = held.rules;
      expect(rule?.schedules.map(({ guid }) => guid).sort()).toEqual(policy.schedules.map(({ guid }) => guid).sort());
      const retention = {
        retentionKeepLastNFull: 3,
        retentionKeepFullNewerThan: 60 * 86_400_000,
        retentionKeepLastNIncremental: 14,
        retentionKeepIncrementalNewerThan: 21 * 86_400_000,
      };
      expect(rule?.ruleBackupDestinations).toMatchObject([
        { backupDestination: { guid: first?.guid }, active: true, backupRetentionSettings: retention },
        { backupDestination: { guid: second?.guid }, active: true, backupRetentionSettings: retention },
      ]);

      const [nightly, sunday] = await Promise.all(
        policy.schedules.map(
          async ({ guid }) => (await fixture.ask('GET', `/schedules/${guid}`)).body as Record<string, unknown>,
        ),
      );
      const names = (value: unknown) =>
        (value as ({ name: string } | string)[]).map((one) => (typeof one === 'string' ? one : one.name));
      // In any season, Warsaw is one or two hours ahead of UTC.
      const offset = new Date(policy.schedules[0]?.nextRuns[0]?.at ?? '').getUTCHours() === 0 ? 2 : 1;
      expect([nightly?.name, sunday?.name]).toEqual([`${held.name} · Every night`, `${held.name} · Sundays`]);
      expect(nightly?.hour).toBe((2 - offset) * 3_600_000);
      expect(names(nightly?.daysOfWeek).sort()).toEqual([
        'FRIDAY',
        'MONDAY',
        'SATURDAY',
        'THURSDAY',
        'TUESDAY',
        'WEDNESDAY',
      ]);
      expect(sunday?.hour).toBe((24.5 - offset) * 3_600_000);
      expect(names(sunday?.daysOfWeek)).toEqual(['SATURDAY']);
      expect([nightly?.startWindowLength, sunday?.startWindowLength]).toEqual([7_200_000, 7_200_000]);

      expect(policy).toMatchObject({
        name: body.name,
        readOnly: false,
        condition: 'OK',
        version: 1,
        destination: { guid: first?.guid, name: first?.name },
        secondaryDestination: { guid: second?.guid },
        retention: body.retention,
      });
      expect(policy.machines.map(({ guid }) => guid).sort()).toEqual([...machines].sort());
      expect(policy.nextRunAt).not.toBeNull();
      expect(
        await db().mirrorMachine.findMany({
          where: { guid: { in: machines } },
          select: { policyName: true },
          distinct: ['policyName'],
        }),
      ).toEqual([{ policyName: body.name }]);

      await fixture.sync();
      expect(await getPolicy(scope, policy.guid)).toEqual(policy);
      expect((await listPolicies(scope, everything)).items.map(({ guid }) => guid)).toEqual([policy.guid]);
      expect(
        await db().mirrorMachine.findMany({
          where: { guid: { in: machines } },
          select: { policyName: true },
          distinct: ['policyName'],
        }),
      ).toEqual([{ policyName: body.name }]);
      const trail = await db().auditEntry.findMany({
        where: { tenantId: scope.tenant.id, action: 'policy.create' },
        orderBy: [{ at: 'asc' }, { seq: 'asc' }],
        select: { outcome: true, objectName: true },
      });
      expect(trail).toEqual([
        { outcome: 'REQUESTED', objectName: body.name },
        { outcome: 'SUCCEEDED', objectName: body.name },
      ]);
    });
  }
});

describe('the mirror after a write', () => {
  test('is not overwritten by data that was read before the write', async () => {
    const { scope, machines } = await fixture.admin(1);
    const policy = await createPolicy(scope, policyBody(fixture.destinations[0]?.guid ?? '', machines));
    const schedules = { guid: { in: policy.schedules.map(({ guid }) => guid) } };
    // A read that begins now began before the portal wrote.
    const writtenAt = new Date(Date.now() + 60_000);
    await db().mirrorPolicy.update({ where: { guid: policy.guid }, data: { priority: 1, contentHash: '', writtenAt } });
    await db().mirrorSchedule.updateMany({ where: schedules, data: { startWindowMs: 1, contentHash: '', writtenAt } });
    await db().mirrorMachine.updateMany({
      where: { guid: { in: machines } },
      data: { policyName: 'Just now', contentHash: '', detailsAt: writtenAt },
    });
    await db().mirrorPolicy.create({
      data: { guid: 'not-listed-yet', name: 'New', active: true, priority: 1, rules: [], contentHash: '', writtenAt },
    });
    await fixture.sync();
    expect((await db().mirrorPolicy.findUniqueOrThrow({ where: { guid: policy.guid } })).priority).toBe(1);
    expect(await db().mirrorSchedule.count({ where: { ...schedules, startWindowMs: 1 } })).toBe(2);
    expect(await db().mirrorPolicy.count({ where: { guid: 'not-listed-yet' } })).toBe(1);
    const earlier = new Date(0);
    await db().mirrorPolicy.updateMany({ data: { writtenAt: earlier } });
    await db().mirrorSchedule.updateMany({ data: { writtenAt: earlier } });
    await db().mirrorMachine.updateMany({ where: { guid: { in: machines } }, data: { detailsAt: null } });
    await fixture.sync();
    expect((await db().mirrorPolicy.findUniqueOrThrow({ where: { guid: policy.guid } })).priority).toBe(50);
    expect(await db().mirrorPolicy.count({ where: { guid: 'not-listed-yet' } })).toBe(0);
    expect(await getPolicy(scope, policy.guid)).toEqual(policy);
  });
});
