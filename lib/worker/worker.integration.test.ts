import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import type { AuditInput } from '@/lib/db/audit';
import { record } from '@/lib/db/audit';
import { requestSync } from '@/lib/db/change-feed';
import { readFreshness } from '@/lib/live/freshness';
import { leaderLock, readLeader } from '@/lib/mirror/sync-record';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import type { SimulatedMachine } from '@/scripts/test-support/simulator-control';
import { eventually } from '@/scripts/test-support/eventually';
import { runHousekeeping } from './housekeeping';
import { createWorker } from './start-worker';

let fixture: TestFixture;
let machines: SimulatedMachine[];
const running = new Set<ReturnType<typeof createWorker>>();

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 40, workSpeed: 500 });
  machines = await fixture.simulator.control.machines();
});
afterEach(async () => {
  for (const worker of running) await worker.stop();
  running.clear();
  await fixture.simulator.control.outage(false);
});
afterAll(() => fixture.close());

function startOne(): ReturnType<typeof createWorker> {
  const worker = createWorker({ databaseUrl: env().databaseUrl, pollMs: 200 });
  running.add(worker);
  return worker;
}
async function isSynced(): Promise<true | null> {
  const rows = await db().mirrorSync.findMany({ where: { asOf: { not: null } } });
  return ['tasks', 'machines', 'backups', 'policies', 'schedules', 'infrastructure', 'mounts'].every((kind) =>
    rows.some((row) => row.kind === kind),
  )
    ? true
    : null;
}
async function routeCount(route: string): Promise<number> {
  return (await fixture.simulator.control.counters()).byRoute[route] ?? 0;
}

describe('the elected worker', () => {
  test('reads everything at its start, in an order that needs no second round', async () => {
    startOne();
    await eventually('all kinds', isSynced);
    expect(await db().mirrorMachine.count()).toBe(40);
    expect(await db().mirrorMachine.count({ where: { backupsAt: null } })).toBe(0);
    expect(await db().mirrorMachine.count({ where: { protection: 'UNKNOWN' } })).toBe(0);
    expect((await readFreshness()).state).toBe('LIVE');
    expect(await readLeader()).toMatchObject({ here: true, since: expect.any(Date) as Date });
    await eventually('the ledger of expected runs', async () =>
      (await db().expectedRun.count({ where: { state: 'KEPT' } })) > 0 ? true : null,
    );
  });

  test('is one of several; another takes over when it ends, and when its connection dies', async () => {
    const [first, second] = [startOne(), startOne()];
    const leading = await eventually('a leader', () => [first, second].find((worker) => worker.isLeading()) ?? null);
    const following = leading === first ? second : first;
    expect(following.isLeading()).toBe(false);
    await leading.stop();
    await eventually('the other one to lead', () => (following.isLeading() ? true : null));
    const third = startOne();
    const killer = new Client({ connectionString: env().databaseUrl });
    await killer.connect();
    await killer.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::int::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [leaderLock.space],
    );
    await killer.end();
    await eventually('the lost one to stop leading', () => (following.isLeading() && third.isLeading() ? null : true));
    await eventually('exactly one leader', () =>
      [following, third].filter((worker) => worker.isLeading()).length === 1 ? true : null,
    );
  });

  test('aborts running work when it ends, also while Storware does not respond', async () => {
    const worker = startOne();
    await eventually('leadership', () => (worker.isLeading() ? true : null));
    await fixture.simulator.control.fault({ match: { path: '^/tasks$' }, times: null, kind: 'hang' });
    try {
      await requestSync(db(), { kind: 'tasks' });
      await worker.stop();
      // The call hangs: only aborting it can end the round, and the leadership with it.
      await eventually('its leadership to end', () => (worker.isLeading() ? null : true));
    } finally {
      await fixture.simulator.control.clearFaults();
    }
  });
});

describe('sync requests', () => {
  test('a machine opened by fifty people is read once', async () => {
    const worker = startOne();
    await eventually('leadership', () => (worker.isLeading() ? true : null));
    await eventually('all kinds', isSynced);
    const [machine] = machines;
    if (!machine) throw new Error('no machine');
    const before = await routeCount('GET /virtual-machines/{guid}');
    const readAt = async () =>
      (await db().mirrorMachine.findUnique({ where: { guid: machine.guid } }))?.detailsAt?.getTime() ?? 0;
    const requestedAt = Date.now();
    await Promise.all(Array.from({ length: 50 }, () => requestSync(db(), { kind: 'machine', guid: machine.guid })));
    await eventually('the machine’s details', async () => ((await readAt()) >= requestedAt - 50 ? true : null));
    expect((await routeCount('GET /virtual-machines/{guid}')) - before).toBe(1);
  });

  test('a new machine, its work and its new recovery point appear without a request', async () => {
    const worker = startOne();
    await eventually('leadership', () => (worker.isLeading() ? true : null));
    await eventually('all kinds', isSynced);
    const added = await fixture.simulator.control.inventory({
      add: { name: 'late-comer', platform: 'PROXMOX' },
      now: true,
    });
    await requestSync(db(), { kind: 'machines' });
    await eventually('the new machine', () => db().mirrorMachine.findUnique({ where: { guid: added.guid } }));

    const policies = await db().mirrorPolicy.findMany({ where: { active: true, hasActiveSchedule: true } });
    const machine = machines.find(
      ({ present, policy }) => present && policies.some(({ guid }) => guid === policy?.guid),
    );
    const policy = policies.find(({ guid }) => guid === machine?.policy?.guid);
    const schedule = (policy?.rules as { scheduleGuids: string[] }[])[0]?.scheduleGuids[0];
    if (!machine || !schedule) throw new Error('no scheduled machine');
    const known = await db().mirrorBackup.findMany({ where: { machineGuid: machine.guid }, select: { guid: true } });
    await fixture.simulator.control.fireSchedule(schedule);
    await requestSync(db(), { kind: 'tasks' });
    const point = await eventually('the new recovery point', () =>
      db().mirrorBackup.findFirst({
        where: {
          machineGuid: machine.guid,
          guid: { notIn: known.map(({ guid }) => guid) },
          status: { in: ['SUCCESS', 'PARTIAL_SUCCESS'] },
        },
      }),
    );
    expect(
      await eventually('its operation', () => db().operation.findFirst({ where: { backupGuid: point.guid } })),
    ).toMatchObject({ origin: 'SCHEDULE', machineGuid: machine.guid });
    await eventually('its operation to end well', () =>
      db().operation.findFirst({ where: { backupGuid: point.guid, state: { in: ['SUCCEEDED', 'WARNING'] } } }),
    );
  });
});

describe('an outage', () => {
  test('is reported, costs the server only an attempt now and then, and ends by itself', async () => {
    const worker = startOne();
    await eventually('leadership', () => (worker.isLeading() ? true : null));
    await eventually('all kinds', isSynced);
    await fixture.simulator.control.outage(true);
    await requestSync(db(), { kind: 'tasks' });
    await eventually('the word that it is down', async () => ((await readFreshness()).state === 'DOWN' ? true : null));
    expect(await db().mirrorMachine.count({ where: { deletedAt: null } })).toBeGreaterThanOrEqual(40);
    await fixture.simulator.control.outage(false);
    await eventually('the word that it is live', async () => ((await readFreshness()).state === 'LIVE' ? true : null));
  });
});

describe('housekeeping', () => {
  test('removes outdated data and nothing else', async () => {
    const day = 86_400_000;
    const ago = (ms: number): Date => new Date(Date.now() - ms);
    await db().changeEvent.deleteMany();
    await db().changeEvent.createMany({
      data: [
        { at: ago(2 * 3_600_000), kind: 'machine', objectId: 'old' },
        { at: ago(60_000), kind: 'machine', objectId: 'new' },
      ],
    });
    const user = await db().user.create({
      data: { email: 'sessions@portal.test', name: 'Keeper', passwordHash: 'none' },
    });
    await db().session.createMany({
      data: [
        { id: 'ended-long-ago', userId: user.id, endedAt: ago(31 * day) },
        { id: 'ended', userId: user.id, endedAt: ago(day) },
        { id: 'open', userId: user.id },
      ],
    });
    await db().signInThrottle.createMany({
      data: [
        { key: 'old', failures: 1, firstAt: ago(3 * day), lastAt: ago(2 * day) },
        {
          key: 'blocked',
          failures: 9,
          firstAt: ago(3 * day),
          lastAt: ago(2 * day),
          blockedUntil: new Date(Date.now() + day),
        },
        { key: 'new', failures: 1, firstAt: ago(1_000), lastAt: ago(1_000) },
      ],
    });
    const operation = {
      kind: 'BACKUP',
      origin: 'OTHER',
      state: 'SUCCEEDED',
      machineGuid: 'm',
      machineName: 'm',
      requestedAt: ago(401 * day),
      finishedAt: ago(401 * day),
    } as const;
    await db().operation.createMany({
      data: [
        { id: 'seen', ...operation, submission: 'OBSERVED' },
        { id: 'asked', ...operation, submission: 'ACCEPTED' },
        { id: 'younger', ...operation, submission: 'ACCEPTED', requestedAt: ago(399 * day) },
        { id: 'open', ...operation, submission: 'ACCEPTED', state: 'RUNNING', finishedAt: null },
      ],
    });
    const point = {
      machineGuid: 'm',
      status: 'GONE',
      goneStatus: 'SUCCESS',
      type: 'FULL',
      startedAt: ago(500 * day),
      locations: [],
      restorable: false,
      contentHash: '',
    };
    await db().mirrorBackup.createMany({
      data: [
        { guid: 'gone-long-ago', ...point, goneAt: ago(401 * day) },
        { guid: 'gone', ...point, goneAt: ago(399 * day) },
      ],
    });
    const entry = (name: string): AuditInput => ({
      tenantId: 'x',
      actor: { id: null, name },
      action: 'backup.start',
      object: null,
      outcome: 'FAILED',
    });
    for (const days of [500, 401, 399, 1]) await record(db(), [entry(`${days} days ago`)], ago(days * day));
    await runHousekeeping();
    expect(
      (await db().auditEntry.findMany({ where: { chain: 'x' }, orderBy: { seq: 'asc' } })).map((one) => one.actorName),
    ).toEqual(['399 days ago', '1 days ago']);
    expect(
      (await db().changeEvent.findMany({ where: { kind: { not: 'audit' } } })).map(({ objectId }) => objectId),
    ).toEqual(['new']);
    expect((await db().session.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)).toEqual(['ended', 'open']);
    expect((await db().signInThrottle.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key)).toEqual([
      'blocked',
      'new',
    ]);
    expect((await db().operation.findMany({ where: { machineGuid: 'm' } })).map(({ id }) => id).sort()).toEqual([
      'open',
      'younger',
    ]);
    expect((await db().mirrorBackup.findMany({ where: { machineGuid: 'm' } })).map(({ guid }) => guid)).toEqual([
      'gone',
    ]);
  });
});
