import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { readFreshness } from '@/lib/live/freshness';
import { getMachine } from '@/lib/portal/machines/get-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { historyKeptDays } from '@/lib/contracts/operation';
import { cancelOperation, getOperation, listOperations } from '@/lib/portal/operations/operations';
import { listRecoveryPoints } from '@/lib/portal/recovery-points/recovery-points';
import { openTestFixture } from '@/lib/portal/testing/test-fixture';
import type { TestFixture } from '@/lib/portal/testing/test-fixture';
import type { SimulatedMachine } from '@/scripts/test-support/simulator-control';
import { eventually } from '@/scripts/test-support/eventually';
import { summariseTenant } from './queries/tenant-summary';
import { markGone } from './backups/backup-row';
import { storeNotUnderstood } from './sync-record';
import { loadPolicySummaries } from './policies/policy-summary';
import { syncBackupsOfMachine, syncEveryBackup } from './backups/sync-backups';
import { syncInfrastructure } from './infrastructure/sync-infrastructure';
import { syncMachine, syncMachines } from './machines/sync-machines';
import { syncPolicies, syncSchedules } from '@/lib/mirror/policies/sync-policies';

let fixture: TestFixture;
let machines: SimulatedMachine[];
let owner: TenantScope;
let owned: SimulatedMachine[];

beforeAll(async () => {
  fixture = await openTestFixture({ machines: 120, workSpeed: 500 });
  machines = await fixture.simulator.control.machines();
  owned = machines.filter(({ present, policy }) => present && policy).slice(0, 24);
  owner = await fixture.tenant(
    'OPERATOR',
    owned.map(({ guid }) => guid),
  );
  await syncInfrastructure();
  await syncSchedules();
  await syncPolicies();
  await syncMachines();
  await syncEveryBackup({ pace: 1 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await fixture.simulator.control.clearFaults();
  await fixture.simulator.control.outage(false);
});

/** The change events of the owner's tenant since then, as `kind objectId`. */
async function changesSince(seq: bigint): Promise<string[]> {
  const rows = await db().changeEvent.findMany({
    where: { seq: { gt: seq }, tenantId: owner.tenant.id, kind: { not: 'audit' } },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ kind, objectId }) => `${kind} ${objectId}`);
}
async function feedEnd(): Promise<bigint> {
  return (await db().changeEvent.aggregate({ _max: { seq: true } }))._max.seq ?? 0n;
}
function take(predicate: (machine: SimulatedMachine) => boolean = () => true): SimulatedMachine {
  const index = owned.findIndex(predicate);
  const [machine] = owned.splice(index, 1);
  if (index < 0 || !machine) throw new Error('no machine left for this test');
  return machine;
}

describe('the first sync', () => {
  test('mirrors every machine, including deleted ones', async () => {
    const rows = await db().mirrorMachine.findMany({ orderBy: { guid: 'asc' } });
    const expected = machines
      .map(({ guid, name, present, policy, project }) => ({
        guid,
        name,
        present,
        policyGuid: policy?.guid ?? null,
        projectGuid: project?.guid ?? null,
      }))
      .sort((a, b) => (a.guid < b.guid ? -1 : 1));
    expect(
      rows.map(({ guid, name, present, policyGuid, projectGuid }) => ({
        guid,
        name,
        present,
        policyGuid,
        projectGuid,
      })),
    ).toEqual(expected);
    expect(rows.some(({ present }) => !present)).toBe(true);
  });

  test('mirrors every backup and evaluates its chain', async () => {
    const counts = await db().mirrorBackup.groupBy({ by: ['machineGuid'], _count: true });
    expect(Object.fromEntries(counts.map(({ machineGuid, _count }) => [machineGuid, _count]))).toEqual(
      Object.fromEntries(machines.filter(({ backups }) => backups > 0).map(({ guid, backups }) => [guid, backups])),
    );
    const rows = await db().mirrorBackup.findMany();
    expect(rows.filter(({ contentHash }) => contentHash.startsWith('unsettled:'))).toEqual([]);
    expect(
      rows.filter(({ restorable, status }) => restorable && status !== 'SUCCESS' && status !== 'PARTIAL_SUCCESS'),
    ).toEqual([]);
    expect(rows.filter(({ restorable, restorableReason }) => restorable === (restorableReason !== null))).toEqual([]);
    expect(rows.filter(({ restorable, type }) => restorable && type === 'INCREMENTAL').length).toBeGreaterThan(0);
  });

  test('gives each machine a protection with a reason, and a next run where a schedule is active', async () => {
    const rows = await db().mirrorMachine.findMany();
    expect(rows.filter(({ protectionReason }) => protectionReason === '')).toEqual([]);
    const states = rows.map(({ protection }) => protection);
    expect(states).not.toContain('UNKNOWN');
    expect(states).toEqual(expect.arrayContaining(['PROTECTED', 'FAILING', 'UNPROTECTED']));
    const scheduled = new Set(
      (await db().mirrorPolicy.findMany({ where: { active: true, hasActiveSchedule: true } })).map(({ guid }) => guid),
    );
    for (const { present, policyGuid, nextRunAt } of rows)
      expect(nextRunAt !== null && nextRunAt > new Date(Date.now() - 60_000)).toBe(
        present && policyGuid !== null && scheduled.has(policyGuid),
      );
    expect(rows.filter(({ backupsAt }) => backupsAt === null)).toEqual([]);
  });

  test('stores every kind of infrastructure, and no address where a tenant could read it', async () => {
    const kinds = await db().mirrorInfrastructure.groupBy({ by: ['kind'], _count: true });
    expect(kinds.map(({ kind }) => kind).sort()).toEqual([
      'CLUSTER',
      'DESTINATION',
      'FLAVOR',
      'HYPERVISOR',
      'MANAGER',
      'NETWORK',
      'NODE',
      'PROJECT',
      'STORAGE',
    ]);
    const hosts = (
      await db().mirrorInfrastructure.findMany({ where: { kind: { in: ['MANAGER', 'HYPERVISOR', 'NODE'] } } })
    ).flatMap(({ name, kind, data }) => {
      const { url, host } = data as { url?: string; host?: string };
      return kind === 'NODE' ? [name] : [url ?? host ?? ''];
    });
    expect(hosts.filter((host) => host !== '').length).toBeGreaterThan(3);
    const shown = JSON.stringify([
      await db().mirrorMachine.findMany({
        select: { name: true, policyName: true, projectName: true, protectionReason: true, tags: true },
      }),
      await db().mirrorBackup.findMany({ select: { statusInfo: true, warnings: true, restorableReason: true } }),
      await db().mirrorInfrastructure.findMany({
        where: { kind: { in: ['MANAGER', 'HYPERVISOR'] } },
        select: { name: true },
      }),
    ]);
    for (const host of hosts.filter((text) => text !== '')) expect(shown).not.toContain(host);
  });

  test('records the age of each kind', async () => {
    const rows = await db().mirrorSync.findMany();
    expect(
      rows
        .map(({ kind, error, broken, asOf }) => ({ kind, error, broken, known: asOf !== null }))
        .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    ).toEqual(
      ['backups', 'infrastructure', 'machines', 'policies', 'schedules'].map((kind) => ({
        kind,
        error: null,
        broken: 0,
        known: true,
      })),
    );
  });
});

describe('later syncs', () => {
  test('write nothing and record no change event when nothing changed, also when the server ignores filters', async () => {
    const seq = await feedEnd();
    await fixture.simulator.control.options({ tenantFilter: 'ignore' });
    const machine = take();
    const others = await db().mirrorBackup.count();
    expect(await syncMachines()).toMatchObject({ count: 120, written: 0, deleted: 0 });
    expect(await syncPolicies()).toMatchObject({ changed: [] });
    expect(await syncSchedules()).toMatchObject({ written: 0 });
    expect(await syncEveryBackup({ pace: 1 })).toMatchObject({ written: 0, mismatched: [] });
    expect(await syncBackupsOfMachine(machine.guid)).toMatchObject({ count: machine.backups, written: 0, gone: 0 });
    expect(await db().mirrorBackup.count()).toBe(others);
    expect(await changesSince(seq)).toEqual([]);
    await fixture.simulator.control.options({ tenantFilter: 'lenient' });
  });

  test('record change events of exactly the machines that changed for their owner', async () => {
    const [renamed, vanished] = [take(), take()];
    const external = machines.find(
      ({ guid, present }) =>
        present &&
        guid !== renamed.guid &&
        guid !== vanished.guid &&
        !owned.some((machine) => machine.guid === guid) &&
        guid > 'a',
    );
    const seq = await feedEnd();
    await fixture.simulator.control.inventory({ rename: { guid: renamed.guid, name: 'renamed-01' }, now: true });
    await fixture.simulator.control.inventory({ vanish: vanished.guid, now: true });
    if (external)
      await fixture.simulator.control.inventory({ rename: { guid: external.guid, name: 'other-01' }, now: true });
    const added = await fixture.simulator.control.inventory({
      add: { name: 'added-01', platform: 'PROXMOX' },
      now: true,
    });
    await syncMachines();
    const changes = await changesSince(seq);
    const isOtherOwned = external && (await db().ownership.count({ where: { guid: external.guid } })) > 0;
    expect(changes.filter((text) => !isOtherOwned || !text.includes(external.guid)).sort()).toEqual(
      [`machine ${renamed.guid}`, `machine ${vanished.guid}`].sort(),
    );
    expect(await db().mirrorMachine.findUnique({ where: { guid: renamed.guid } })).toMatchObject({
      name: 'renamed-01',
      present: true,
    });
    expect(await db().mirrorMachine.findUnique({ where: { guid: vanished.guid } })).toMatchObject({
      present: false,
      deletedAt: null,
      protection: 'UNPROTECTED',
      nextRunAt: null,
    });
    expect(await db().mirrorMachine.findUnique({ where: { guid: added.guid } })).toMatchObject({
      name: 'added-01',
      protection: 'UNPROTECTED',
    });
    await fixture.simulator.control.inventory({ return: vanished.guid, now: true });
    await syncMachines();
    expect(await db().mirrorMachine.findUnique({ where: { guid: vanished.guid } })).toMatchObject({ present: true });
  });

  test('skip a broken element only: nothing is deleted, and nothing else is lost', async () => {
    const doomed = await fixture.simulator.control.inventory({ add: { name: 'doomed-01' }, now: true });
    await syncMachines();
    await fixture.simulator.control.inventory({ delete: doomed.guid, now: true });
    const before = await db().mirrorMachine.count({ where: { deletedAt: null } });
    await fixture.simulator.control.fault({
      match: { path: '^/virtual-machines$' },
      times: null,
      kind: 'broken-element',
    });
    expect(await syncMachines()).toMatchObject({ broken: 1, deleted: 0 });
    expect(await db().mirrorMachine.count({ where: { deletedAt: null } })).toBe(before);
    expect(await db().mirrorSync.findUnique({ where: { kind: 'machines' } })).toMatchObject({ broken: 1, error: null });
    await fixture.simulator.control.clearFaults();
    expect(await syncMachines()).toMatchObject({ broken: 0, deleted: 1 });
    expect(await db().mirrorMachine.findUnique({ where: { guid: doomed.guid } })).toMatchObject({ present: false });
  });

  test('restore a machine that is listed again', async () => {
    const machine = take();
    await db().mirrorMachine.update({ where: { guid: machine.guid }, data: { deletedAt: new Date(), present: false } });
    const seq = await feedEnd();
    await syncMachines();
    expect(await db().mirrorMachine.findUnique({ where: { guid: machine.guid } })).toMatchObject({
      deletedAt: null,
      present: true,
    });
    expect(await changesSince(seq)).toEqual([`machine ${machine.guid}`]);
  });

  test('ignore an empty inventory', async () => {
    const before = await db().mirrorMachine.count({ where: { deletedAt: null } });
    await fixture.simulator.control.fault({ match: { path: '^/virtual-machines$' }, times: null, kind: 'empty200' });
    await expect(syncMachines()).rejects.toMatchObject({ code: 'upstream_contract' });
    expect(await db().mirrorMachine.count({ where: { deletedAt: null } })).toBe(before);
  });
});

describe('one machine', () => {
  test('is read with its disks and tags', async () => {
    const machine = take();
    expect(await syncMachine(machine.guid)).toBe(true);
    const row = await db().mirrorMachine.findUnique({ where: { guid: machine.guid } });
    expect(row?.detailsAt).toBeInstanceOf(Date);
    expect((row?.disks as { name: string; sizeBytes: number }[])[0]).toMatchObject({
      name: expect.any(String) as string,
      sizeBytes: expect.any(Number) as number,
    });
    expect(await syncMachine('00000000-0000-4000-8000-000000000000')).toBe(false);
  });

  test('fails with a readable reason after a failed backup, and recovers with the next good one', async () => {
    const schedules = await db().mirrorSchedule.findMany();
    const policies = await db().mirrorPolicy.findMany({ where: { active: true, hasActiveSchedule: true } });
    const machine = take(({ policy }) => policies.some(({ guid }) => guid === policy?.guid));
    const policy = policies.find(({ guid }) => guid === machine.policy?.guid);
    const used = (policy?.rules as { scheduleGuids: string[] }[]).flatMap(({ scheduleGuids }) => scheduleGuids);
    const schedule =
      schedules.find(({ guid, active, backupType }) => used.includes(guid) && active && backupType === 'FULL') ??
      schedules.find(({ guid }) => used.includes(guid));
    const run = async (status: string): Promise<void> => {
      const known = new Set((await fixture.simulator.control.backups(machine.guid)).map(({ guid }) => guid));
      await fixture.simulator.control.fireSchedule(schedule?.guid ?? '');
      await eventually(`a backup that is ${status}`, async () =>
        (await fixture.simulator.control.backups(machine.guid)).some(
          (backup) => !known.has(backup.guid) && backup.status === status,
        )
          ? true
          : null,
      );
      await syncMachine(machine.guid);
      await syncBackupsOfMachine(machine.guid);
    };
    await fixture.simulator.control.nextWork(machine.guid, {
      fail: 'export',
      message: 'Connection to https://10.1.2.3:5000/v3 on node-07 refused',
    });
    const seq = await feedEnd();
    await run('FAILED');
    const failing = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: machine.guid } });
    expect(failing).toMatchObject({ protection: 'FAILING', lastBackupStatus: 'FAILED' });
    expect(failing.protectionReason).toMatch(/^The last backup failed: Connection to … /);
    expect(failing.protectionReason).not.toMatch(/10\.1|5000|node-07/);
    expect(new Set(await changesSince(seq))).toEqual(new Set([`machine ${machine.guid}`]));
    await run('SUCCESS');
    expect(await db().mirrorMachine.findUnique({ where: { guid: machine.guid } })).toMatchObject({
      protection: 'PROTECTED',
      lastBackupStatus: 'SUCCESS',
    });
  });

  test('is not restorable after one sync when the full backup of its chain has lost its files', async () => {
    const rows = await db().mirrorMachine.findMany({
      where: { guid: { in: owned.map(({ guid }) => guid) }, protection: 'PROTECTED' },
    });
    const machine = take(({ guid }) => rows.some((row) => row.guid === guid));
    const before = await summariseTenant(owner.tenant.id);
    const seq = await feedEnd();
    // Incrementals depend on their full backup.
    for (const { guid } of await db().mirrorBackup.findMany({ where: { machineGuid: machine.guid, type: 'FULL' } }))
      await fixture.simulator.control.removeBackup(guid);
    await syncBackupsOfMachine(machine.guid);
    const row = await db().mirrorMachine.findUniqueOrThrow({ where: { guid: machine.guid } });
    expect(row).toMatchObject({
      protection: 'NOT_RESTORABLE',
      restorableCount: 0,
      lastSuccessAt: null,
      protectionOwner: 'YOU',
    });
    expect(row.protectionReason).toMatch(/^None of its recovery points can be restored: .*removed by retention\.$/);
    expect(await changesSince(seq)).toEqual([`machine ${machine.guid}`]);
    const after = await summariseTenant(owner.tenant.id);
    expect(after.protection).toEqual({
      ...before.protection,
      PROTECTED: before.protection.PROTECTED - 1,
      NOT_RESTORABLE: before.protection.NOT_RESTORABLE + 1,
    });
    expect(after.restorable).toBe(before.restorable - 1);
  });

  test('backups that Storware no longer lists stay as history, and return when they are listed again', async () => {
    const machine = take(({ backups }) => backups > 2);
    const counted = () =>
      db().mirrorMachine.findUniqueOrThrow({
        where: { guid: machine.guid },
        select: {
          recoveryPointCount: true,
          restorableCount: true,
          lastBackupAt: true,
          lastSuccessAt: true,
          protection: true,
        },
      });
    const before = await counted();
    const first = await db().mirrorBackup.findFirstOrThrow({
      where: { machineGuid: machine.guid, status: 'SUCCESS' },
      orderBy: { startedAt: 'desc' },
    });
    const startedAt = new Date(first.startedAt.getTime() + 60_000);
    await db().mirrorBackup.create({
      data: {
        ...first,
        guid: 'gone-upstream',
        startedAt,
        locations: first.locations ?? [],
        restorableReasonRef: Prisma.DbNull,
      },
    });
    expect((await syncEveryBackup({ pace: 1 })).mismatched).toEqual([machine.guid]);
    expect(await syncBackupsOfMachine(machine.guid)).toMatchObject({ gone: 1 });
    expect(await db().mirrorBackup.findUniqueOrThrow({ where: { guid: 'gone-upstream' } })).toMatchObject({
      status: 'GONE',
      goneStatus: 'SUCCESS',
      restorable: false,
      restorableReason: 'It has been removed from the backup system.',
      goneAt: expect.any(Date) as Date,
    });
    expect(await counted()).toEqual(before);
    expect((await syncEveryBackup({ pace: 1 })).mismatched).toEqual([]);
    expect(await syncBackupsOfMachine(machine.guid)).toMatchObject({ gone: 0 });
    // A backup that is listed again is unchanged.
    await markGone(db(), [first.guid], new Date());
    expect((await syncEveryBackup({ pace: 1 })).mismatched).toEqual([]);
    expect(await db().mirrorBackup.findUniqueOrThrow({ where: { guid: first.guid } })).toMatchObject({
      status: first.status,
      goneAt: null,
      goneStatus: null,
      restorable: first.restorable,
    });
    expect(await counted()).toEqual(before);
  });

  test("a machine's activity goes back as far as its known backups, says so, and shows missing ones as removed", async () => {
    const machine = take(({ backups }) => backups > 2);
    const query = {
      machine: machine.guid,
      page: 1,
      pageSize: 200,
      search: '',
      sort: { key: 'requestedAt', descending: true },
    } as const;
    const requested = await listOperations(owner, query);
    const whole = await listOperations(owner, { ...query, recorded: 'true' });
    const ended = await db().mirrorBackup.findMany({
      where: { machineGuid: machine.guid, status: { notIn: ['QUEUED', 'INPROGRESS'] } },
      orderBy: { startedAt: 'desc' },
    });
    expect(whole.total).toBe(requested.total + ended.length);
    expect(whole.items).toHaveLength(whole.total);
    expect(whole.history).toMatchObject({
      followedSince: expect.any(String) as string,
      oldestAt: ended.at(-1)?.startedAt.toISOString(),
      keptDays: historyKeptDays,
    });
    for (const { id, failure, state, warnings, phases } of whole.items) {
      expect(await getOperation(owner, id)).toMatchObject({ id, state, failure, warnings });
      expect(failure === null).toBe(state !== 'FAILED');
      expect(warnings.length > 0).toBe(state === 'WARNING');
      for (const phase of phases) expect(['FINISHED', 'FAILED', 'CANCELLED', 'NOT_REACHED']).toContain(phase.state);
    }
    const [first] = ended;
    if (!first) throw new Error('no backup');
    await expect(cancelOperation(owner, first.guid)).rejects.toMatchObject({ code: 'conflict' });
    await expect(getOperation(await fixture.tenant('ADMIN', []), first.guid)).rejects.toMatchObject({
      code: 'not_found',
    });
    await markGone(db(), [first.guid], new Date());
    const points = await listRecoveryPoints(owner, machine.guid, {
      page: 1,
      pageSize: 200,
      search: '',
      sort: { key: 'startedAt', descending: true },
    });
    expect(points.items.find(({ guid }) => guid === first.guid)).toMatchObject({
      status: first.status === 'FAILED' ? 'FAILED' : 'REMOVED',
      restorable: false,
      copies: [],
      goneAt: expect.any(String) as string,
    });
    expect((await listOperations(owner, { ...query, recorded: 'true' })).total).toBe(whole.total);
    await syncBackupsOfMachine(machine.guid);
    expect(await db().mirrorBackup.count({ where: { machineGuid: machine.guid, goneAt: { not: null } } })).toBe(0);
  });

  test.each([
    ['a whole round', () => syncEveryBackup({ pace: 1 })],
    ['a reading of the machine', (guid: string) => syncBackupsOfMachine(guid)],
  ])(
    '%s notifies its owner of a changed recovery point, also when the machine itself is unchanged',
    async (_how, read) => {
      const machine = take(({ backups }) => backups > 2);
      const [newest, older] = await db().mirrorBackup.findMany({
        where: { machineGuid: machine.guid },
        orderBy: { startedAt: 'desc' },
        take: 2,
      });
      await db().mirrorBackup.update({
        where: { guid: older?.guid ?? newest?.guid ?? '' },
        data: { contentHash: 'changed since' },
      });
      const seq = await feedEnd();
      await read(machine.guid);
      expect(await changesSince(seq)).toEqual([`machine ${machine.guid}`]);
      await read(machine.guid);
      expect(await changesSince(seq)).toHaveLength(1);
    },
  );
});

describe('projects', () => {
  test("machines of a tenant's project are assigned to it, with audit entry and event, but never against an owner or a decision of the provider", async () => {
    const [project] = (await fixture.simulator.control.projects()).filter(
      ({ guid }) => machines.filter((machine) => machine.project?.guid === guid).length >= 4,
    );
    if (!project) throw new Error('no project');
    const members = machines.filter((machine) => machine.project?.guid === project.guid);
    const taken = new Set(
      (await db().ownership.findMany({ where: { guid: { in: members.map(({ guid }) => guid) } } })).map(
        ({ guid }) => guid,
      ),
    );
    const free = members.filter(({ guid }) => !taken.has(guid));
    const tenant = await db().tenant.create({ data: { slug: 'by-project', name: 'By project' } });
    const denied = free[0];
    if (!denied) throw new Error('no machine');
    await db().ownershipDenial.create({ data: { guid: denied.guid, tenantId: tenant.id } });
    await syncMachines();
    expect(await db().ownership.count({ where: { tenantId: tenant.id } })).toBe(0);

    await db().tenant.update({ where: { id: tenant.id }, data: { externalId: project.uuid } });
    const expected = free
      .slice(1)
      .map(({ guid }) => guid)
      .sort();
    expect(await syncMachines()).toMatchObject({ claimed: expected.length });
    const owns = await db().ownership.findMany({ where: { tenantId: tenant.id }, orderBy: { guid: 'asc' } });
    expect(owns.map(({ guid }) => guid)).toEqual(expected);
    expect(new Set(owns.map(({ source, assignedByName }) => `${source} ${assignedByName}`))).toEqual(
      new Set(['PROJECT Project']),
    );
    const audits = await db().auditEntry.findMany({ where: { tenantId: tenant.id } });
    expect(audits.map(({ actorName, objectId, outcome }) => `${actorName} ${outcome} ${objectId}`).sort()).toEqual(
      expected.map((guid) => `System SUCCEEDED ${guid}`).sort(),
    );
    const changes = await db().changeEvent.findMany({ where: { tenantId: tenant.id, kind: { not: 'audit' } } });
    expect(changes.map(({ kind, objectId }) => `${kind} ${objectId}`).sort()).toEqual(
      expected.map((guid) => `machine ${guid}`).sort(),
    );
    expect(await syncMachines()).toMatchObject({ claimed: 0 });
  });
});

describe('an outage', () => {
  test('changes no row, is reported, and ends with the next success', async () => {
    await db().mirrorSync.create({ data: { kind: 'tasks', asOf: new Date(), attemptedAt: new Date() } });
    expect((await readFreshness()).state).toBe('LIVE');
    const before = await db().mirrorMachine.findMany({ orderBy: { guid: 'asc' } });
    await fixture.simulator.control.outage(true);
    await expect(syncMachines()).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(await db().mirrorSync.findUnique({ where: { kind: 'machines' } })).toMatchObject({
      error: 'upstream_unavailable',
    });
    const down = await eventually('the word that it is down', async () => {
      const freshness = await readFreshness();
      return freshness.state === 'DOWN' ? freshness : null;
    });
    expect(down.reason).not.toMatch(/127\.0\.0\.1|localhost|https?:/);
    expect(await db().mirrorMachine.findMany({ orderBy: { guid: 'asc' } })).toEqual(before);
    await fixture.simulator.control.outage(false);
    await eventually('the heal', () => syncMachines());
    await eventually('the word that it is live', async () => ((await readFreshness()).state === 'LIVE' ? true : null));
  });
});

describe('unreliable data', () => {
  test('unknown values are shown as such, never count as success, and are recorded for the provider', async () => {
    const machine = take(({ backups }) => backups > 0);
    await fixture.simulator.control.fault({ match: { path: '^/backups$' }, times: 1, kind: 'unknown-enum' });
    await syncBackupsOfMachine(machine.guid);
    await storeNotUnderstood();
    const odd = await db().notUnderstood.findMany();
    expect(odd.length).toBeGreaterThan(0);
    const { items } = await listRecoveryPoints(
      owner,
      machine.guid,
      RecoveryPointListQuery.parse({ status: 'UNKNOWN' }),
    );
    expect(items.length).toBeGreaterThan(0);
    for (const point of items)
      expect(point).toMatchObject({ status: 'UNKNOWN', statusText: expect.any(String) as string, restorable: false });
    expect(odd.map(({ value }) => value)).toContain(items[0]?.statusText);
    await syncBackupsOfMachine(machine.guid);
    expect(
      (await listRecoveryPoints(owner, machine.guid, RecoveryPointListQuery.parse({ status: 'UNKNOWN' }))).items,
    ).toEqual([]);
  });

  test('with a deleted backup destination points there cannot be restored, policies that store there cannot run, and no id is empty', async () => {
    const safe = await db().mirrorMachine.findMany({
      where: { guid: { in: owned.map(({ guid }) => guid) }, protection: 'PROTECTED' },
    });
    const machine = take(({ guid }) => safe.some((row) => row.guid === guid));
    const stored = await db().mirrorBackup.findMany({ where: { machineGuid: machine.guid, restorable: true } });
    const policies = await db().mirrorPolicy.findMany();
    const places = new Set(
      stored.flatMap(({ locations }) =>
        (locations as { destinationGuid: string }[]).map(({ destinationGuid }) => destinationGuid),
      ),
    );
    const before = await getMachine(owner, machine.guid);
    for (const guid of places) await fixture.simulator.control.destination({ guid, deleted: true });
    await syncInfrastructure();
    // The stored copies still name their destination: nothing else has to be read.
    const gone = await getMachine(owner, machine.guid);
    expect(before.protection.state).not.toBe('NOT_RESTORABLE');
    expect(gone.protection).toMatchObject({
      state: 'NOT_RESTORABLE',
      reason: expect.stringContaining('destination') as string,
    });
    const summaries = await loadPolicySummaries(db(), new Date());
    expect([...summaries.values()].filter(({ obstacle }) => obstacle !== null).length).toBeGreaterThan(0);
    for (const { obstacle, nextRunAt } of summaries.values()) if (obstacle !== null) expect(nextRunAt).toBeNull();
    const among = policies.filter(({ guid }) => summaries.get(guid)?.obstacle != null).map(({ guid }) => guid);
    expect(await db().mirrorMachine.count({ where: { policyGuid: { in: among }, protection: 'PROTECTED' } })).toBe(0);
    // And after they are read again, without a destination.
    await syncPolicies();
    await syncBackupsOfMachine(machine.guid);
    const points = await listRecoveryPoints(owner, machine.guid, RecoveryPointListQuery.parse({}));
    expect(points.items.filter(({ restorable }) => restorable)).toEqual([]);
    expect(JSON.stringify([points, await getMachine(owner, machine.guid)])).not.toContain('"guid":""');
    expect((await loadPolicySummaries(db(), new Date())).get(machine.policy?.guid ?? '')?.obstacle?.text).toBe(
      'its backup destination no longer exists.',
    );
  });
});
