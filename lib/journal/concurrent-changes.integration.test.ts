import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db/client';
import { startJournalDatabase } from '@/lib/journal/testing/journal-database';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { WriteOutcome } from '@/lib/storware/model/result';
import type { StorwareTask } from '@/lib/storware/model/task';
import { eventually } from '@/scripts/test-support/eventually';
import { withMachine } from './locks';
import { cancelOperation, maxRefusals, continueCancellations } from './operations/cancel-operation';
import { linkRestoreJobs } from './operations/observe-tasks';
import { resolveByRecord, resolveUnknown } from './operations/resolve-unknown';
import { requestWork } from './operations/start-work';
import { submitCall } from './operations/submit';
import type { BackupPlan } from './operations/submit';

/** Runs while the server's tasks are read; then the response is sent. */
let whileListed: () => Promise<string[]> = () => Promise.resolve([]);
vi.mock('@/lib/storware/unscoped', () => ({
  listTasksUnscoped: async () => ({
    items: (await whileListed()).map((guid) => ({ guid, machineGuid: null, parentTaskGuid: null, state: 'RUNNING' })),
    broken: 0,
    complete: true,
  }),
}));

/** The server's response to a cancellation. */
let onCancel: () => Promise<WriteOutcome<string>> = () => Promise.resolve({ kind: 'accepted', value: 'told' });
vi.mock('@/lib/storware/authorized', () => ({ cancelTask: () => onCancel() }));

let stop: () => Promise<void>;
let tenantId: string;
beforeAll(async () => {
  stop = await startJournalDatabase();
  tenantId = (await db().tenant.create({ data: { slug: 'model', name: 'Model' } })).id;
});
afterAll(async () => {
  await stop();
});
beforeEach(() => {
  whileListed = () => Promise.resolve([]);
});

const requesterOf = () => ({ tenantId, userId: 'u', name: 'U', requestId: 'r' });
const longAgo = () => new Date(Date.now() - 3_600_000);

async function operationOn(machineGuid: string, data: Partial<Prisma.OperationUncheckedCreateInput>) {
  return db().operation.create({
    data: {
      tenantId,
      kind: 'BACKUP',
      origin: 'USER',
      state: 'REQUESTED',
      submission: 'PENDING',
      leaseUntil: longAgo(),
      requestedAt: longAgo(),
      machineGuid,
      machineName: 'model',
      ...data,
    },
  });
}
const stored = (id: string) => db().operation.findUniqueOrThrow({ where: { id }, include: { tasks: true } });
const task = (operationId: string, guid: string = randomUUID()) =>
  db().operationTask.create({ data: { guid, operationId, type: 'RESTORE', state: 'RUNNING', progress: 0 } });

/** Waits until another transaction waits for the lock of this machine. */
function waiting(machineGuid: string): Promise<true> {
  return eventually(`somebody to wait for ${machineGuid}`, async () => {
    const [row] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND classid = ${lockSpaces.machine}::int AND objid::bigint = hashtext(${machineGuid})::bigint & 4294967295`;
    return (row?.count ?? 0) > 0 ? true : null;
  });
}

/** Runs `work`; while it waits for the machine's lock, runs and commits `meanwhile`. */
async function withConcurrentChange<T>(
  machineGuid: string,
  work: () => Promise<T>,
  meanwhile: (tx: Tx) => Promise<unknown>,
): Promise<PromiseSettledResult<T>> {
  const running = await withMachine(machineGuid, async (tx) => {
    const begun = Promise.allSettled([work()]);
    await waiting(machineGuid);
    await meanwhile(tx);
    return { begun };
  });
  const [result] = await running.begun;
  return result;
}

describe('a decision based on data that has changed since', () => {
  test('does not settle a request as not sent when it was sent meanwhile', async () => {
    const machineGuid = randomUUID();
    const { id } = await operationOn(machineGuid, {});
    await withConcurrentChange(machineGuid, resolveUnknown, (tx) =>
      tx.operation.updateMany({ where: { id, submission: 'PENDING' }, data: { submission: 'SENT' } }),
    );
    expect(await stored(id)).toMatchObject({ state: 'REQUESTED', submission: 'SENT', finishedAt: null });
  });

  test('does not settle a request as not started when its late response came meanwhile', async () => {
    const machineGuid = randomUUID();
    const { id } = await operationOn(machineGuid, { leaseUntil: new Date(Date.now() + 60_000) });
    let answer: (outcome: WriteOutcome<StorwareTask[]>) => void = () => undefined;
    const submitted = submitCall(id, machineGuid, () => new Promise((resolve) => (answer = resolve)));
    await eventually('it to be sent', async () => ((await stored(id)).submission === 'SENT' ? true : null));
    await db().operation.update({ where: { id }, data: { leaseUntil: longAgo(), answerLostAt: longAgo() } });
    // Its process sent no heartbeat for long: the worker has marked the response as lost.
    await db().operation.update({ where: { id }, data: { submission: 'UNKNOWN' } });
    whileListed = async () => {
      answer({ kind: 'accepted', value: [] });
      await submitted;
      return [];
    };
    await resolveUnknown();
    expect(await stored(id)).toMatchObject({ state: 'REQUESTED', submission: 'ACCEPTED', finishedAt: null });
  });

  test('does not use a backup record for a request whose task was found meanwhile', async () => {
    const machineGuid = randomUUID();
    const stale = await operationOn(machineGuid, { submission: 'UNKNOWN' });
    const startedAt = new Date();
    await db().mirrorBackup.create({
      data: {
        guid: `of-${machineGuid}`,
        machineGuid,
        status: 'SUCCESS',
        type: 'FULL',
        startedAt,
        firstSeenAt: startedAt,
        locations: [],
        restorable: true,
        contentHash: '',
      },
    });
    await task(stale.id);
    await db().operation.update({ where: { id: stale.id }, data: { state: 'RUNNING', submission: 'ACCEPTED' } });
    expect(await withMachine(machineGuid, (tx) => resolveByRecord(tx, stale))).toBe(false);
    expect(await stored(stale.id)).toMatchObject({ state: 'RUNNING', backupGuid: null, tasks: [{ type: 'RESTORE' }] });
  });

  test('does not assign a restore job to a second operation', async () => {
    const machineGuid = randomUUID();
    const data = { kind: 'RESTORE', state: 'RUNNING', submission: 'ACCEPTED', backupGuid: 'b' } as const;
    const [one, other] = [await operationOn(machineGuid, data), await operationOn(machineGuid, data)];
    const [ofOne, ofOther] = [await task(one.id), await task(other.id)];
    const job = await db().mirrorRestoreJob.create({
      data: {
        guid: randomUUID(),
        machineGuid,
        backupGuid: 'b',
        warnings: [],
        contentHash: '',
        firstSeenAt: new Date(),
      },
    });
    whileListed = async () => {
      await db().operationTask.update({ where: { guid: ofOther.guid }, data: { restoreJobGuid: job.guid } });
      return [ofOne.guid];
    };
    await linkRestoreJobs(machineGuid);
    expect(await db().operationTask.findMany({ where: { restoreJobGuid: job.guid } })).toMatchObject([
      { guid: ofOther.guid },
    ]);
  });

  test('does not give up a cancellation that was accepted meanwhile', async () => {
    const machineGuid = randomUUID();
    const { id } = await operationOn(machineGuid, {
      state: 'CANCELLING',
      submission: 'ACCEPTED',
      cancelRequestedAt: new Date(),
      cancelRequestedByName: 'U',
      cancelRefusals: maxRefusals - 1,
    });
    const { guid } = await task(id);
    onCancel = async () => {
      onCancel = () => Promise.resolve({ kind: 'accepted', value: 'told' });
      await cancelOperation(requesterOf(), id, mintAuthorizedMachine(machineGuid));
      return { kind: 'rejected', status: 400, message: 'no' };
    };
    await continueCancellations();
    expect(await stored(id)).toMatchObject({
      state: 'CANCELLING',
      cancelSentTaskGuid: guid,
      cancelRefusals: 0,
      cancelRefusedAt: null,
      cancelRequestedByName: 'U',
    });
  });
});

describe('concurrent work on two machines', () => {
  const machine = (guid: string) => ({ handle: mintAuthorizedMachine(guid), name: guid });
  const key = (route: string) => ({ key: randomUUID(), route, bodyHash: '' });
  const restoreOver = (
    source: string,
    overwritten: string,
    findObstacle: (tx: Tx) => Promise<null> = () => Promise.resolve(null),
  ) =>
    requestWork(requesterOf(), key('POST /restores'), [
      {
        kind: 'RESTORE',
        machine: machine(source),
        mode: 'IMPORT',
        backupGuid: 'b',
        targetName: overwritten,
        preflight: {
          at: new Date().toISOString(),
          checks: [],
          overwrites: [{ guid: overwritten, name: overwritten }],
          inventory: null,
        },
        request: {},
        call: { kind: 'unmount', mountGuid: 'never sent' },
        findObstacle,
        alsoLocks: [overwritten],
      },
    ]);
  const now = new Date().toISOString();
  const plan: BackupPlan = {
    type: 'FULL',
    priority: 50,
    windowStart: now,
    windowEnd: now,
    destinationGuid: null,
    ruleGuids: [],
  };
  const backup = (guid: string) =>
    requestWork(requesterOf(), key('POST /backups'), [
      { kind: 'BACKUP', machine: machine(guid), request: plan, call: { kind: 'backup', plan } },
    ]);
  async function isFree(guid: string): Promise<boolean> {
    return db().$transaction(async (tx) => {
      const [row] = await tx.$queryRaw<{ free: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${lockSpaces.machine}::int, hashtext(${guid})) AS free`;
      return row?.free ?? false;
    });
  }

  test.each([
    ['before', (a: string, b: string) => restoreOver(a, b)],
    ['after', (a: string, b: string) => restoreOver(b, a)],
  ])(
    'a restore whose source comes %s the overwritten machine locks both, the smaller guid first',
    async (_order, start) => {
      const [first = '', second = ''] = [randomUUID(), randomUUID()].sort();
      await withConcurrentChange(
        first,
        () => start(first, second),
        async () => expect(await isFree(second)).toBe(true),
      );
      await withConcurrentChange(
        second,
        () => start(first, second),
        async () => expect(await isFree(first)).toBe(false),
      );
    },
  );

  test('a backup cannot start while a restore that overwrites the machine starts, and is refused then', async () => {
    const [source, overwritten] = [randomUUID(), randomUUID()];
    const backedUp = { result: null as Promise<PromiseSettledResult<unknown>[]> | null };
    await restoreOver(source, overwritten, async () => {
      backedUp.result = Promise.allSettled([backup(overwritten)]);
      await waiting(overwritten);
      return null;
    });
    expect(await backedUp.result).toMatchObject([
      { status: 'rejected', reason: { code: 'conflict', detail: expect.stringContaining('overwrite') as unknown } },
    ]);
    expect(await db().operation.count({ where: { machineGuid: overwritten } })).toBe(0);
    await backup(source);
  });

  test('backups that wait for machine locks do not block connections of others', async () => {
    const machineGuid = randomUUID();
    const backups = await withMachine(machineGuid, async () => {
      const begun = Promise.allSettled(Array.from({ length: 12 }, () => backup(machineGuid)));
      await waiting(machineGuid);
      await Promise.all(Array.from({ length: 12 }, () => db().tenant.count()));
      const [held] = await db().$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
      // The pool for waiting transactions has six connections, one of which holds the machine.
      expect(held?.count).toBeLessThanOrEqual(5);
      return { begun };
    });
    const results = await backups.begun;
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
