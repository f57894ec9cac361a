import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ExpectedRunListQuery } from '@/lib/contracts/expected-run';
import { ExpectedRunListQuery as Query } from '@/lib/contracts/expected-run';
import { MachineListQuery } from '@/lib/contracts/machine';
import { db } from '@/lib/db/client';
import { createTestSchedule } from '@/lib/journal/testing/test-schedule';
import { lastResultsOfPolicies } from '@/lib/mirror/queries/expected-run-list';
import {
  daysOfTenant,
  scoresOfMachine,
  scoresOfPolicies,
  scoresOfTenant,
  worstPoliciesOf,
} from '@/lib/mirror/queries/tenant-summary';
import { reevaluateProtectionOf } from '@/lib/mirror/machines/evaluate-protection';
import { syncBackupsOfMachine, syncEveryBackup } from '@/lib/mirror/backups/sync-backups';
import { syncMachines } from '@/lib/mirror/machines/sync-machines';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';
import { listExpectedRuns } from '@/lib/portal/expected-runs/list-expected-runs';
import { getMachine } from '@/lib/portal/machines/get-machine';
import { listMachines } from '@/lib/portal/machines/list-machines';
import { getOverview } from '@/lib/portal/overview/get-overview';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import { updateSchedule } from '@/lib/storware/authorized/policies';
import { mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import { ourClock } from '@/lib/storware/wire/fields';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import { wallTime } from '@/lib/time/zone-offsets';
import { makeIntent } from '@/lib/time/testing/make-intent';
import type { SimulatedMachine } from '@/scripts/test-support/simulator-control';
import { keepLedger } from './expected-runs';
import { runHousekeeping, keepMs } from './housekeeping';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let fixture: TestFixture;
let owner: TenantScope;
let otherTenant: TenantScope;
let machines: SimulatedMachine[];
/** The simulator's clock, which is moved; the portal is given the same time. */
let now: Date;

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 80, workSpeed: 5_000, speed: 0 });
  await fixture.simulator.control.options({ scheduledFailureRate: 0 });
  now = new Date((await fixture.simulator.control.clock({})).now);
  // Accepts times of the server's clock, which is moved.
  vi.spyOn(ourClock, 'now').mockImplementation(() => Math.max(Date.now(), now.getTime()));
  machines = await fixture.simulator.control.machines();
  const scheduled = machines.filter(({ present, policy, backups }) => present && policy && backups > 3);
  owner = await fixture.tenant(
    'OPERATOR',
    [...scheduled.slice(0, 10), ...free()].map(({ guid }) => guid),
  );
  otherTenant = await fixture.tenant('OPERATOR', [scheduled[10]?.guid ?? '']);
  await read();
});
afterAll(() => fixture.close());

function free(): SimulatedMachine[] {
  return machines.filter(({ present, policy }) => present && !policy);
}
/** Reads everything that the worker would read. */
async function read(): Promise<void> {
  await syncSchedules();
  await syncPolicies();
  await syncMachines();
  await syncEveryBackup({ pace: 1 });
}
async function advance(ms: number): Promise<void> {
  now = new Date((await fixture.simulator.control.clock({ advanceMs: ms })).now);
}
/** Sets when backups were read: the real clock does not move with the simulator's. */
async function readBackups(guid: string): Promise<void> {
  await syncBackupsOfMachine(guid);
  await db().mirrorMachine.update({ where: { guid }, data: { backupsAt: now } });
}
function runsOf(machineGuid: string) {
  return db().expectedRun.findMany({ where: { machineGuid, dueAt: { lte: now } }, orderBy: { dueAt: 'asc' } });
}
const query = (given: Partial<ExpectedRunListQuery> = {}): ExpectedRunListQuery => ({ ...Query.parse({}), ...given });
let used = 0;
/** Daily, two hours from now, with a window of an hour; in the mirror. */
async function plant() {
  const machine = free()[(used += 1) - 1];
  if (!machine) throw new Error('no machine left for this test');
  const at = wallTime(Math.ceil((now.getTime() + 2 * hourMs) / minuteMs) * minuteMs);
  const planted = await createTestSchedule(
    owner.tenant,
    machine.guid,
    makeIntent({ timeZone: 'UTC', execution: { kind: 'TIME', at }, startWindowMinutes: 60 }),
    now,
  );
  await read();
  // The simulator's clock is ahead of the real one, at which the portal has first seen this.
  await db().mirrorMachine.update({ where: { guid: machine.guid }, data: { policySince: now } });
  return planted;
}

describe('before the portal knew of them', () => {
  test("runs are expected as far back as a schedule's own backups prove, and matched with these", async () => {
    const round = await keepLedger(now);
    expect(round.expected).toBeGreaterThan(100);
    const rows = await db().expectedRun.findMany({ where: { dueAt: { lte: now } } });
    const kept = rows.filter(({ state }) => state === 'KEPT');
    expect(kept.length).toBeGreaterThan(rows.length / 2);
    // No backup belongs to two runs, and each is of the run's schedule and in its window.
    const backups = new Map((await db().mirrorBackup.findMany()).map((backup) => [backup.guid, backup]));
    const matched = rows.flatMap(({ backupGuid }) => backupGuid ?? []);
    expect(new Set(matched).size).toBe(matched.length);
    for (const { backupGuid, scheduleGuid, machineGuid, dueAt, windowEndsAt } of kept) {
      const backup = backups.get(backupGuid ?? '');
      expect(backup).toMatchObject({ machineGuid, originGuid: scheduleGuid });
      expect(backup?.startedAt.getTime()).toBeGreaterThanOrEqual(dueAt.getTime() - minuteMs);
      expect(backup?.startedAt.getTime()).toBeLessThanOrEqual(windowEndsAt.getTime() + minuteMs);
    }
    for (const { scheduleGuid, dueAt } of rows) {
      const schedule = await db().mirrorSchedule.findUniqueOrThrow({ where: { guid: scheduleGuid } });
      expect(nextUpstreamRuns(schedule, new Date(dueAt.getTime() - 1), 1)[0]?.at).toEqual(dueAt);
    }
    // A machine that is up to date for Storware has no recent missed run.
    expect(
      rows.filter(({ state, cause }) => ['FAILED', 'MISSED', 'LATE', 'SKIPPED'].includes(state) && !cause),
    ).toEqual([]);
  });

  test('a second evaluation changes nothing', async () => {
    const before = await db().expectedRun.findMany({
      orderBy: [{ machineGuid: 'asc' }, { scheduleGuid: 'asc' }, { dueAt: 'asc' }],
    });
    expect(await keepLedger(now)).toEqual({ expected: 0, changed: 0 });
    expect(
      await db().expectedRun.findMany({ orderBy: [{ machineGuid: 'asc' }, { scheduleGuid: 'asc' }, { dueAt: 'asc' }] }),
    ).toEqual(before);
  });
});

describe('a schedule of the tenant', () => {
  test('its run is open in its window, and made by the backup in it', async () => {
    const { machineGuid, scheduleGuid, policyGuid } = await plant();
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toEqual([]);
    await advance(2 * hourMs + 90_000);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([{ scheduleGuid, policyGuid, state: 'OPEN' }]);
    await advance(30 * minuteMs);
    await readBackups(machineGuid);
    await keepLedger(now);
    const [run] = await runsOf(machineGuid);
    const [backup] = await db().mirrorBackup.findMany({ where: { machineGuid, originGuid: scheduleGuid } });
    expect(run).toMatchObject({ state: 'KEPT', cause: null, backupGuid: backup?.guid });
    expect(run?.happenedAt).toEqual(backup?.startedAt);
    expect((await scoresOfPolicies([policyGuid], owner.tenant.id, now)).get(policyGuid)).toMatchObject({
      days7: { expected: 1, kept: 1, percent: 100 },
    });
    expect((await lastResultsOfPolicies([policyGuid], owner.tenant.id)).get(policyGuid)).toEqual({
      at: run?.dueAt,
      kept: 1,
      failed: 0,
    });
    // Retention removes the backup; the run stays made.
    await db().mirrorBackup.deleteMany({ where: { guid: backup?.guid ?? '' } });
    await db().expectedRun.updateMany({ where: { machineGuid }, data: { judgedAt: null } });
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([{ state: 'KEPT' }]);
  });

  test('a failed run names its cause; a successful retry makes it', async () => {
    const { machineGuid, scheduleGuid } = await plant();
    await keepLedger(now);
    await fixture.simulator.control.nextWork(machineGuid, {
      fail: 'export',
      message: 'Snapshot of the virtual machine could not be created',
    });
    await advance(2 * hourMs + 10 * minuteMs);
    await readBackups(machineGuid);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([
      { state: 'FAILED', cause: 'The platform could not create the snapshot of the machine.' },
    ]);
    await fixture.simulator.control.fireSchedule(scheduleGuid);
    await advance(10 * minuteMs);
    await readBackups(machineGuid);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([{ state: 'KEPT', cause: null }]);
  });

  test('a run without a backup is missed after the next read; a later backup makes it late', async () => {
    const { machineGuid, scheduleGuid, policyGuid } = await plant();
    await keepLedger(now);
    // The cause is not known.
    await updateSchedule(mintAuthorizedSchedule(scheduleGuid), { active: false });
    await advance(3 * hourMs + 10 * minuteMs);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([{ state: 'OPEN' }]);
    await readBackups(machineGuid);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([
      { state: 'MISSED', cause: 'No backup was started in its window.', backupGuid: null },
    ]);
    expect((await scoresOfMachine(machineGuid, now)).days7).toEqual({ expected: 1, kept: 0, percent: 0 });
    expect((await worstPoliciesOf(owner.tenant.id, 5, now))[0]).toMatchObject({
      guid: policyGuid,
      days7: { percent: 0 },
    });
    expect(
      await db().changeEvent.count({ where: { tenantId: owner.tenant.id, kind: 'policy', objectId: policyGuid } }),
    ).toBeGreaterThan(0);
    await updateSchedule(mintAuthorizedSchedule(scheduleGuid), { active: true });
    await fixture.simulator.control.fireSchedule(scheduleGuid);
    await advance(10 * minuteMs);
    await readBackups(machineGuid);
    await keepLedger(now);
    expect(await runsOf(machineGuid)).toMatchObject([
      { state: 'LATE', cause: 'It started after its window had ended.' },
    ]);
  });

  test('a missed run makes the machine late', async () => {
    const { machineGuid } = await plant();
    await db().mirrorMachine.update({
      where: { guid: machineGuid },
      data: { backupUpToDate: false, lastSuccessAt: null },
    });
    await keepLedger(now);
    await reevaluateProtectionOf([machineGuid]);
    const pending = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: machineGuid } });
    expect(pending).toMatchObject({
      protection: 'PENDING',
      protectionReason: expect.stringMatching(/^First backup pending: /) as string,
    });
    expect(pending.firstRunAt).toEqual(pending.nextRunAt);
    await advance(3 * hourMs + 10 * minuteMs);
    await db().mirrorMachine.update({ where: { guid: machineGuid }, data: { backupsAt: now } });
    await db().mirrorMachine.updateMany({
      where: { guid: machineGuid },
      data: { backupUpToDate: false, policySince: null },
    });
    // The portal's clock does not move: the time of the evaluation is set instead.
    await keepLedger(now);
    await db()
      .$executeRaw`UPDATE "ExpectedRun" SET "dueAt" = "dueAt" - interval '2 days', "windowEndsAt" = "windowEndsAt" - interval '2 days' WHERE "machineGuid" = ${machineGuid}`;
    await reevaluateProtectionOf([machineGuid]);
    expect(await db().mirrorMachine.findUnique({ where: { guid: machineGuid } })).toMatchObject({
      protection: 'LATE',
      protectionReason: 'The last scheduled backup was missed: no backup was started in its window.',
    });
  });

  test('skips runs that were not expected: of a deleted machine, and during an outage of the backup system', async () => {
    const [gone, silent] = [await plant(), await plant()];
    await keepLedger(now);
    await db().mirrorSync.upsert({
      where: { kind: 'tasks' },
      create: { kind: 'tasks', asOf: now },
      update: { asOf: now },
    });
    await keepLedger(now);
    await updateSchedule(mintAuthorizedSchedule(silent.scheduleGuid), { active: false });
    await advance(2 * hourMs + minuteMs);
    await keepLedger(now);
    await db().mirrorMachine.update({ where: { guid: gone.machineGuid }, data: { present: false } });
    await advance(2 * hourMs);
    await db().mirrorSync.update({ where: { kind: 'tasks' }, data: { asOf: now } });
    await db().mirrorMachine.update({ where: { guid: silent.machineGuid }, data: { backupsAt: now } });
    await keepLedger(now);
    expect(await runsOf(silent.machineGuid)).toMatchObject([
      { state: 'SKIPPED', cause: 'The backup system could not be reached during the whole window.' },
    ]);
    expect(await runsOf(gone.machineGuid)).toMatchObject([
      { state: 'SKIPPED', cause: 'The machine was no longer on its platform.' },
    ]);
    expect((await scoresOfMachine(silent.machineGuid, now)).days7).toEqual({ expected: 0, kept: 0, percent: null });
  });
});

describe('what a tenant sees', () => {
  test('runs of its own machines only, filtered by state, machine, policy and time', async () => {
    const all = await listExpectedRuns(owner, query({ pageSize: 200 }));
    expect(all.total).toBeGreaterThan(20);
    const own = new Set(
      (await db().ownership.findMany({ where: { kind: 'MACHINE', tenantId: owner.tenant.id } })).map(
        ({ guid }) => guid,
      ),
    );
    expect(all.items.filter(({ machine }) => !own.has(machine.guid))).toEqual([]);
    const [newest] = all.items;
    if (!newest) throw new Error('no runs');
    expect(all.items.map(({ at }) => at)).toEqual(
      all.items
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const ofMachine = await listExpectedRuns(owner, query({ machine: newest.machine.guid, state: [newest.state] }));
    expect(
      ofMachine.items.every(({ machine, state }) => machine.guid === newest.machine.guid && state === newest.state),
    ).toBe(true);
    expect(
      (
        await listExpectedRuns(owner, query({ policy: newest.policy.guid, from: newest.at, to: newest.at }))
      ).items.every(({ at }) => at === newest.at),
    ).toBe(true);
    expect((await listExpectedRuns(otherTenant, query({ machine: newest.machine.guid }))).total).toBe(0);
    expect(
      (
        await listExpectedRuns(otherTenant, query({ policy: newest.policy.guid, search: newest.machine.name }))
      ).items.filter(({ machine }) => own.has(machine.guid)),
    ).toEqual([]);
  });

  test('success rates on the overview, and gaps at the machine', async () => {
    const overview = await getOverview(owner);
    expect(overview.scores.days30.expected).toBeGreaterThan(0);
    expect(overview.scores).toEqual(await scoresOfTenant(owner.tenant.id));
    const bad = await db().expectedRun.findFirst({
      where: {
        state: { in: ['FAILED', 'MISSED'] },
        dueAt: { lt: new Date() },
        machineGuid: {
          in: (await db().ownership.findMany({ where: { tenantId: owner.tenant.id } })).map(({ guid }) => guid),
        },
      },
    });
    if (!bad) throw new Error('nothing went wrong');
    expect((await getMachine(owner, bad.machineGuid)).recentRuns.map(({ at }) => at)).toContain(
      bad.dueAt.toISOString(),
    );
  });

  test('the same numbers of restorable and not restorable machines as the overview', async () => {
    const { machines: counts, restorable } = await getOverview(owner);
    const totalOf = async (given: 'yes' | 'no') =>
      (await listMachines(owner, MachineListQuery.parse({ restorable: given }))).total;
    expect(restorable).toBeGreaterThan(0);
    expect(await totalOf('yes')).toBe(restorable);
    expect(await totalOf('no')).toBe(counts.total - restorable);
  });

  test('counts of each of the last 30 days in a zone', async () => {
    const at = new Date();
    for (const zone of ['UTC', 'Pacific/Auckland', 'America/New_York']) {
      const days = await daysOfTenant(owner.tenant.id, zone, 30, at);
      const rows = await db().$queryRaw<{ date: string; state: string }[]>`
        SELECT to_char(e."dueAt" AT TIME ZONE ${zone}::text, 'YYYY-MM-DD') AS date, e.state
        FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o."tenantId" = ${owner.tenant.id} WHERE e."dueAt" <= ${at}`;
      const count = (date: string, ...states: string[]) =>
        rows.filter((row) => row.date === date && states.includes(row.state)).length;
      expect(days).toHaveLength(30);
      expect(days.map(({ date, onTime, late, missed }) => ({ date, onTime, late, missed }))).toEqual(
        days.map(({ date }) => ({
          date,
          onTime: count(date, 'KEPT'),
          late: count(date, 'LATE'),
          missed: count(date, 'MISSED', 'FAILED'),
        })),
      );
      expect(days.some(({ onTime }) => onTime > 0)).toBe(true);
    }
    const { days } = await getOverview(owner);
    expect(days.map(({ date }) => date)).toEqual(
      (await daysOfTenant(owner.tenant.id, 'UTC', 30)).map(({ date }) => date),
    );
  });

  test("no names of another tenant's policies and schedules", async () => {
    const run = await db().expectedRun.findFirstOrThrow({
      where: {
        scheduleGuid: { in: (await db().schedule.findMany()).map(({ guid }) => guid) },
        dueAt: { lt: new Date() },
      },
    });
    await db().ownership.update({
      where: { kind_guid: { kind: 'MACHINE', guid: run.machineGuid } },
      data: { tenantId: otherTenant.tenant.id },
    });
    const { items } = await listExpectedRuns(otherTenant, query({ machine: run.machineGuid }));
    expect(items).toMatchObject([{ policy: { name: 'Another policy' }, schedule: { name: 'Another schedule' } }]);
    await db().ownership.update({
      where: { kind_guid: { kind: 'MACHINE', guid: run.machineGuid } },
      data: { tenantId: owner.tenant.id },
    });
  });
});

describe('housekeeping', () => {
  test('keeps made runs for a month, and others for three', async () => {
    const ago = (ms: number): Date => new Date(Date.now() - ms);
    const row = { machineGuid: 'm', policyGuid: 'p', windowEndsAt: new Date() };
    await db().expectedRun.createMany({
      data: [
        { ...row, scheduleGuid: 'kept old', dueAt: ago(keepMs.keptRuns + dayMs), state: 'KEPT' },
        { ...row, scheduleGuid: 'kept', dueAt: ago(keepMs.keptRuns - dayMs), state: 'KEPT' },
        { ...row, scheduleGuid: 'missed', dueAt: ago(keepMs.otherRuns - dayMs), state: 'MISSED' },
        { ...row, scheduleGuid: 'missed old', dueAt: ago(keepMs.otherRuns + dayMs), state: 'MISSED' },
      ],
    });
    await runHousekeeping();
    expect(
      (await db().expectedRun.findMany({ where: { machineGuid: 'm' } })).map(({ scheduleGuid }) => scheduleGuid).sort(),
    ).toEqual(['kept', 'missed']);
  });
});
