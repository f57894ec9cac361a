import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '@/lib/contracts/policy';
import { PolicyBody } from '@/lib/contracts/policy';
import type { ScheduleBody } from '@/lib/contracts/schedule';
import { db } from '@/lib/db/client';
import { createPolicy } from '@/lib/portal/policies/create-policy';
import { getPolicy } from '@/lib/portal/policies/read-policies';
import { putPolicy } from '@/lib/portal/policies/put-policy';
import { openPolicyFixture } from '@/lib/portal/policies/testing/policy-fixture';
import type { PolicyFixture } from '@/lib/portal/policies/testing/policy-fixture';
import { getSchedule } from '@/lib/portal/schedules/read-schedules';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { storedIntent } from '@/lib/time/schedule-intent';
import { nextRewrite, upstreamFor } from '@/lib/time/schedule-rewrite';
import { noticeExternalChanges } from './schedules/notice-external-changes';
import { rewriteDueSchedules } from './schedules/rewrite-schedules';

let fixture: PolicyFixture;
let admin: TenantScope;

beforeAll(async () => {
  fixture = await openPolicyFixture({ machines: 40 });
  admin = (await fixture.admin(2)).scope;
});
afterAll(() => fixture.close());

const nightly = {
  name: 'Nightly',
  backupType: 'FULL',
  timeZone: 'Europe/Warsaw',
  execution: { kind: 'TIME', at: '02:00' },
  daysOfWeek: ['MONDAY'],
  startWindowMinutes: 60,
} as const;
function body(name: string, schedule: Partial<ScheduleBody> = {}): PolicyBody {
  return PolicyBody.parse({
    name,
    destination: fixture.destinations[0]?.guid,
    schedules: [{ ...nightly, ...schedule }],
  });
}
async function made(
  name: string,
  schedule: Partial<ScheduleBody> = {},
): Promise<{ policy: Policy; guid: string; rewriteAt: Date }> {
  const policy = await createPolicy(admin, body(name, schedule));
  const guid = policy.schedules[0]?.guid ?? '';
  const { rewriteAt } = await db().schedule.findUniqueOrThrow({ where: { guid } });
  if (rewriteAt === null) throw new Error('its clocks never change');
  return { policy, guid, rewriteAt };
}
/** All Storware schedules of the definition, as the simulator has them. */
async function held(guid: string) {
  const parts = (await db().schedulePart.findMany({ where: { scheduleGuid: guid } })).map((part) => part.guid);
  return (await fixture.simulator.control.schedules()).filter((schedule) => parts.includes(schedule.guid));
}
async function intended(guid: string, now: Date) {
  const plan = upstreamFor(storedIntent((await db().schedule.findUniqueOrThrow({ where: { guid } })).intent), now);
  return plan.kind === 'exact' ? plan.schedules : [];
}
async function putsOf(guid: string): Promise<number> {
  return (await fixture.simulator.control.journal()).entries.filter(
    ({ method, path }) => method === 'PUT' && path.endsWith(`/schedules/${guid}`),
  ).length;
}

describe('a schedule made in the portal', () => {
  test('is re-synced, and can be changed in the portal before and after that', async () => {
    const { policy, guid, rewriteAt } = await made('Changed twice');
    expect(await rewriteDueSchedules(rewriteAt)).toMatchObject({ rewritten: 1, waiting: 0 });
    expect((await held(guid)).map(({ hour }) => hour)).toEqual(
      (await intended(guid, rewriteAt)).map(({ hourMs }) => hourMs),
    );
    await fixture.sync();
    expect(await noticeExternalChanges()).toBe(0);
    const detail = await getSchedule(admin, guid);
    expect(detail).toMatchObject({
      condition: { kind: 'OK' },
      history: expect.arrayContaining([
        expect.objectContaining({ kind: 'REWRITTEN' }),
        expect.objectContaining({ kind: 'CREATED' }),
      ]) as unknown,
    });
    const saved = await putPolicy(admin, policy.guid, {
      ...body('Changed twice'),
      schedules: [{ ...body('x').schedules[0], guid, execution: { kind: 'TIME', at: '05:00' } }] as ScheduleBody[],
      version: policy.version,
    });
    expect(saved.schedules).toMatchObject([
      { guid, execution: { kind: 'TIME', at: '05:00' }, condition: { kind: 'OK' } },
    ]);
    expect((await held(guid)).map(({ hour }) => hour)).toEqual(
      (await intended(guid, new Date())).map(({ hourMs }) => hourMs),
    );
    // The portal's clock is before the clock change, so that it comes once more.
    const again = (await db().schedule.findUniqueOrThrow({ where: { guid } })).rewriteAt;
    expect(await rewriteDueSchedules(again ?? rewriteAt)).toMatchObject({ rewritten: 1 });
    expect((await held(guid)).map(({ hour }) => hour)).toEqual(
      (await intended(guid, again ?? rewriteAt)).map(({ hourMs }) => hourMs),
    );
  });

  test('waits while its policy is being saved', async () => {
    const { policy, guid, rewriteAt } = await made('Being saved');
    const { id } = await db().saga.create({
      data: {
        tenantId: admin.tenant.id,
        kind: 'CHANGE',
        policyGuid: policy.guid,
        plan: {},
        leaseUntil: new Date(Date.now() + 3_600_000),
      },
    });
    expect(await rewriteDueSchedules(rewriteAt)).toMatchObject({ rewritten: 0, waiting: 1 });
    expect(await putsOf(guid)).toBe(0);
    await db().saga.delete({ where: { id } });
    expect(await rewriteDueSchedules(rewriteAt)).toMatchObject({ rewritten: 1, waiting: 0 });
  });

  test('cannot be saved during a re-sync, and both are distinguished from an external change', async () => {
    const { policy, guid, rewriteAt } = await made('Being rewritten');
    await fixture.simulator.control.fault({
      match: { method: 'PUT', path: `^/schedules/${guid}` },
      times: 1,
      kind: 'drop-before',
    });
    expect(await rewriteDueSchedules(rewriteAt)).toMatchObject({ waiting: 1 });
    await expect(
      putPolicy(admin, policy.guid, {
        ...body('Renamed'),
        schedules: [{ ...body('x').schedules[0], guid }] as ScheduleBody[],
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await getPolicy(admin, policy.guid)).toMatchObject({ condition: 'SAVING', name: 'Being rewritten' });
    await fixture.sync();
    expect(await noticeExternalChanges()).toBe(0);
    await fixture.takeOver(3_600_000);
    expect(await db().saga.count({ where: { policyGuid: policy.guid, kind: 'REWRITE', state: 'RUNNING' } })).toBe(1);
    await db().saga.updateMany({
      where: { policyGuid: policy.guid, kind: 'REWRITE' },
      data: { leaseUntil: new Date(0) },
    });
    expect(await rewriteDueSchedules(rewriteAt)).toMatchObject({ rewritten: 1, waiting: 0 });
    expect(await getPolicy(admin, policy.guid)).toMatchObject({ condition: 'OK' });
  });

  test('is written once when two processes act as leader', async () => {
    const { guid, rewriteAt } = await made('Two leaders');
    await Promise.all([rewriteDueSchedules(rewriteAt), rewriteDueSchedules(rewriteAt), rewriteDueSchedules(rewriteAt)]);
    expect(await putsOf(guid)).toBe(1);
    expect(await db().scheduleEvent.count({ where: { scheduleGuid: guid, kind: 'REWRITTEN' } })).toBe(1);
  });

  test('that was not re-synced for half a year is corrected at once, and its history says that it was late', async () => {
    const { guid, rewriteAt } = await made('Forgotten', { execution: { kind: 'TIME', at: '00:30' } });
    const intent = storedIntent((await db().schedule.findUniqueOrThrow({ where: { guid } })).intent);
    const late = new Date(rewriteAt.getTime() + 40 * 86_400_000);
    expect(await rewriteDueSchedules(late)).toMatchObject({ rewritten: 1 });
    expect((await held(guid)).map(({ hour }) => hour)).toEqual(
      (await intended(guid, late)).map(({ hourMs }) => hourMs),
    );
    const row = await db().schedule.findUniqueOrThrow({
      where: { guid },
      include: { events: { where: { kind: 'REWRITTEN' } } },
    });
    expect(row.rewriteAt).toEqual(nextRewrite(intent, late)?.at);
    expect(row.events).toMatchObject([{ detail: expect.stringContaining('later than planned') as string }]);
  });
});
