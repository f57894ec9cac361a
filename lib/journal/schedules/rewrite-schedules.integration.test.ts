import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { deleteSchedule, findSchedule, updateSchedule } from '@/lib/storware/authorized/policies';
import { mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import { msOfUtcDay } from '@/lib/storware/model/policy';
import { intendedRuns } from '@/lib/time/intended-runs';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { daily, every, makeIntent } from '@/lib/time/testing/make-intent';
import { noticeExternalChanges } from './notice-external-changes';
import { rewriteDueSchedules } from './rewrite-schedules';
import { createTestSchedule } from '@/lib/journal/testing/test-schedule';
import type { TestSchedule } from '@/lib/journal/testing/test-schedule';

const start = new Date('2027-03-05T12:00:00Z');
const end = new Date('2027-11-20T12:00:00Z');

let fixture: TestFixture;
let owner: TenantScope;
let machines: string[];

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 72, workSpeed: 5_000, speed: 0, args: ['--time', start.toISOString()] });
  await fixture.simulator.control.options({
    taskRetentionHours: 24 * 400,
    scheduledFailureRate: 0,
    inventorySyncIntervalMinutes: 100_000,
  });
  machines = (await fixture.simulator.control.machines()).filter(({ present }) => present).map(({ guid }) => guid);
  owner = await fixture.tenant('ADMIN', machines);
});
afterAll(() => fixture.close());

function plant(intent: ScheduleIntent, now = start): Promise<TestSchedule> {
  const machine = machines.shift();
  if (machine === undefined) throw new Error('no machine left for this test');
  return createTestSchedule(owner.tenant, machine, intent, now);
}
const callsOfRewrite = [
  { method: 'GET', path: '^/schedules' },
  { method: 'POST', path: '^/schedules$' },
  { method: 'PUT', path: '^/schedules/' },
  { method: 'GET', path: '^/rules/' },
  { method: 'PUT', path: '^/rules/' },
  { method: 'DELETE', path: '^/schedules/' },
];
async function advanceTo(moment: Date): Promise<void> {
  const { now } = await fixture.simulator.control.clock({});
  if (moment.getTime() > now) await fixture.simulator.control.clock({ now: moment.toISOString() });
}
function schedule(guid: string) {
  return db().schedule.findUniqueOrThrow({
    where: { guid },
    include: { parts: true, events: { orderBy: { id: 'asc' } } },
  });
}
async function schedulesUpstream(): Promise<string[]> {
  return (await fixture.simulator.control.schedules())
    .filter(({ name }) => name.startsWith(`${owner.tenant.slug} · `))
    .map(({ guid }) => guid);
}
function held(guid: string) {
  return findSchedule(mintAuthorizedSchedule(guid));
}
async function puts(guid: string): Promise<number> {
  const { entries } = await fixture.simulator.control.journal();
  return entries.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/schedules/${guid}`)).length;
}
/** Moments at which the simulator started backups of the machine. */
async function fired(machine: string): Promise<number[]> {
  const tasks = await fixture.simulator.control.tasks(machine);
  return tasks
    .filter(
      ({ type, windowStart, parentTaskGuid }) =>
        type === 'EXPORT' && Number(windowStart) > start.getTime() && !parentTaskGuid,
    )
    .map(({ windowStart }) => Number(windowStart))
    .sort((a, b) => a - b);
}

describe('a re-sync', () => {
  test('is done once when it is due, and recorded in history and audit trail', async () => {
    const planted = await plant(daily('Europe/Warsaw', '02:00'));
    expect((await held(planted.scheduleGuid))?.startAt).toBe(1 * 3_600_000);
    const before = await schedule(planted.scheduleGuid);
    expect(before.rewriteAt?.toISOString()).toMatch(/^2027-03-2[78]/);
    expect(await rewriteDueSchedules(new Date((before.rewriteAt?.getTime() ?? 0) - 1))).toMatchObject({
      rewritten: 0,
      waiting: 0,
      nextAt: before.rewriteAt,
    });
    const written = await puts(planted.scheduleGuid);
    const now = before.rewriteAt ?? start;
    expect(await rewriteDueSchedules(now)).toMatchObject({ rewritten: 1, waiting: 0 });
    expect(await rewriteDueSchedules(now)).toMatchObject({ rewritten: 0, waiting: 0 });
    expect((await puts(planted.scheduleGuid)) - written).toBe(1);
    expect((await held(planted.scheduleGuid))?.startAt).toBe(0);
    const after = await schedule(planted.scheduleGuid);
    expect(after).toMatchObject({ condition: 'OK', parts: [{ written: { hourMs: 0 } }] });
    expect(after.rewriteAt?.toISOString()).toMatch(/^2027-10-3/);
    expect(after.events.map(({ kind }) => kind)).toEqual(['CREATED', 'REWRITTEN']);
    expect(after.events[1]?.detail).toBe(
      'Updated in the backup system because the clocks of Europe/Warsaw change from UTC+1 to UTC+2 on 2027-03-28. It keeps running at the chosen times of Europe/Warsaw.',
    );
    expect(await db().auditEntry.findMany({ where: { objectId: planted.scheduleGuid } })).toMatchObject([
      { action: 'schedule.rewrite', actorName: 'System', outcome: 'SUCCEEDED', tenantId: owner.tenant.id },
    ]);
    expect(await db().saga.count({ where: { policyGuid: planted.policyGuid, state: 'DONE', kind: 'REWRITE' } })).toBe(
      1,
    );
  });

  test('with a lost response is resolved by reading, and not sent again', async () => {
    const planted = await plant(daily('America/New_York', '03:15'));
    const now = (await schedule(planted.scheduleGuid)).rewriteAt ?? start;
    await fixture.simulator.control.fault({
      match: { method: 'PUT', path: '^/schedules/' },
      times: 1,
      kind: 'drop-after',
    });
    const written = await puts(planted.scheduleGuid);
    expect(await rewriteDueSchedules(now)).toMatchObject({ rewritten: 0, waiting: 1 });
    expect(await schedule(planted.scheduleGuid)).toMatchObject({ condition: 'OK', rewriteAt: now });
    // Nobody continues it before a lost request could have arrived.
    expect(await rewriteDueSchedules(now)).toMatchObject({ rewritten: 0, waiting: 1 });
    await db().saga.updateMany({ where: { policyGuid: planted.policyGuid }, data: { leaseUntil: new Date(0) } });
    expect(await rewriteDueSchedules(now)).toMatchObject({ rewritten: 1, waiting: 0 });
    expect((await puts(planted.scheduleGuid)) - written).toBe(1);
    expect((await schedule(planted.scheduleGuid)).events.map(({ kind }) => kind)).toEqual(['CREATED', 'REWRITTEN']);
  });

  // In winter it crosses midnight UTC and needs two Storware schedules, in summer one: one is deleted in spring and
  // created in autumn.
  test.each([
    ['a part less', start, 1],
    ['a part more', new Date('2027-06-01T00:00:00Z'), 2],
  ])(
    'that makes %s leaves nothing behind and does nothing twice, whichever call fails',
    async (_, plantedAt, parts) => {
      for (const match of callsOfRewrite) {
        for (const kind of ['drop-before', 'drop-after', 'status'] as const) {
          const planted = await plant(every('Europe/Warsaw', 60, '22:00', '01:30'), plantedAt);
          const now = (await schedule(planted.scheduleGuid)).rewriteAt ?? start;
          await fixture.simulator.control.fault({
            match,
            times: 1,
            kind,
            ...(kind === 'status' ? { status: 503 } : {}),
          });
          await rewriteDueSchedules(now);
          await fixture.simulator.control.clearFaults();
          await db().saga.updateMany({ where: { policyGuid: planted.policyGuid }, data: { leaseUntil: new Date(0) } });
          await rewriteDueSchedules(now);
          const after = await schedule(planted.scheduleGuid);
          expect(after).toMatchObject({ condition: 'OK' });
          expect(after.rewriteAt?.getTime()).toBeGreaterThan(now.getTime());
          expect(after.parts.length).toBe(parts);
          expect(after.events.map((event) => event.kind)).toEqual(['CREATED', 'REWRITTEN']);
          for (const part of after.parts) {
            expect((await held(part.guid))?.policies.map(({ guid }) => guid)).toEqual([planted.policyGuid]);
            // A request that the server did not execute is sent again.
            expect(await puts(part.guid)).toBeLessThanOrEqual(kind === 'drop-after' ? 1 : 2);
          }
        }
      }
      const ours = await schedulesUpstream();
      expect(ours.sort()).toEqual((await db().schedulePart.findMany()).map(({ guid }) => guid).sort());
      expect(
        (await db().ownership.findMany({ where: { kind: 'SCHEDULE', tenantId: owner.tenant.id } }))
          .map(({ guid }) => guid)
          .sort(),
      ).toEqual(ours);
    },
    60_000,
  );
});

describe('a schedule changed in Storware', () => {
  async function notice(): Promise<number> {
    await syncSchedules();
    await syncPolicies();
    return noticeExternalChanges();
  }

  test('is reported, not overwritten, and cleared when the change is reverted', async () => {
    const planted = await plant(daily('Europe/Warsaw', '05:00'));
    expect(await notice()).toBe(0);
    const handle = mintAuthorizedSchedule(planted.scheduleGuid);
    await updateSchedule(handle, {
      timing: { kind: 'TIME', startAt: msOfUtcDay(17, 0), startWindowMs: 6 * 3_600_000 },
    });
    expect(await notice()).toBe(1);
    expect(await notice()).toBe(0);
    const changed = await schedule(planted.scheduleGuid);
    expect(changed).toMatchObject({
      condition: 'CHANGED_ELSEWHERE',
      conditionDetail: 'Somebody changed it in the backup system: it runs at 17:00 UTC instead of at 04:00 UTC.',
    });
    const written = await puts(planted.scheduleGuid);
    expect(await rewriteDueSchedules(changed.rewriteAt ?? start)).toMatchObject({ rewritten: 0 });
    expect(await puts(planted.scheduleGuid)).toBe(written);
    await updateSchedule(handle, { timing: { kind: 'TIME', startAt: msOfUtcDay(4, 0), startWindowMs: 6 * 3_600_000 } });
    expect(await notice()).toBe(1);
    expect(await schedule(planted.scheduleGuid)).toMatchObject({ condition: 'OK', conditionDetail: null });
    expect((await schedule(planted.scheduleGuid)).events.map(({ kind }) => kind)).toEqual([
      'CREATED',
      'CHANGED_ELSEWHERE',
      'CHANGED_BACK',
    ]);
    expect(await rewriteDueSchedules(changed.rewriteAt ?? start)).toMatchObject({ rewritten: 1 });
  });

  test('is noticed by the re-sync itself when no poll came between', async () => {
    const planted = await plant(daily('Australia/Sydney', '23:00'));
    await updateSchedule(mintAuthorizedSchedule(planted.scheduleGuid), { active: false });
    const written = await puts(planted.scheduleGuid);
    await rewriteDueSchedules((await schedule(planted.scheduleGuid)).rewriteAt ?? start);
    expect(await puts(planted.scheduleGuid)).toBe(written);
    expect(await schedule(planted.scheduleGuid)).toMatchObject({
      condition: 'CHANGED_ELSEWHERE',
      conditionDetail: expect.stringContaining('switched off') as string,
    });
    expect(await db().saga.count({ where: { policyGuid: planted.policyGuid, state: 'UNDONE' } })).toBe(1);
  });

  test('is reported as deleted after a deletion', async () => {
    const planted = await plant(daily('Europe/Warsaw', '06:00'));
    await deleteSchedule(mintAuthorizedSchedule(planted.scheduleGuid));
    expect(await notice()).toBe(1);
    expect(await schedule(planted.scheduleGuid)).toMatchObject({ condition: 'GONE' });
    expect(await notice()).toBe(0);
  });
});

describe('over the clock changes of March to November', () => {
  test('schedules of three continents run at their local times, each exactly once', async () => {
    // Ends the work of the tests above, which would slow down eight simulated months.
    for (const guid of await schedulesUpstream()) await updateSchedule(mintAuthorizedSchedule(guid), { active: false });
    const planted: TestSchedule[] = [];
    for (const zone of ['Europe/Warsaw', 'America/New_York', 'Australia/Sydney']) {
      for (const intent of [
        daily(zone, '02:00'),
        daily(zone, '23:30'),
        every(zone, 180, '18:00', '04:00'),
        makeIntent({
          timeZone: zone,
          execution: { kind: 'TIME', at: '01:15' },
          daysOfWeek: ['MONDAY'],
          occurrences: ['FIRST_IN_MONTH', 'LAST_IN_MONTH'],
        }),
      ]) {
        planted.push(await plant(intent));
      }
    }
    const guids = planted.map(({ scheduleGuid }) => scheduleGuid);
    for (;;) {
      const { _min } = await db().schedule.aggregate({ _min: { rewriteAt: true }, where: { guid: { in: guids } } });
      if (_min.rewriteAt === null || _min.rewriteAt > end) break;
      await advanceTo(_min.rewriteAt);
      const round = await rewriteDueSchedules(_min.rewriteAt);
      expect(round.waiting).toBe(0);
    }
    await advanceTo(end);
    for (const { intent, machineGuid } of planted) {
      const intended = intendedRuns(intent, start, end).map(({ at }) => at.getTime());
      expect({ intent, fired: await fired(machineGuid) }).toEqual({ intent, fired: intended });
      expect(intended.length).toBeGreaterThan(10);
    }
    expect(await db().schedule.findMany({ where: { guid: { in: guids }, condition: { not: 'OK' } } })).toEqual([]);
  });
});
