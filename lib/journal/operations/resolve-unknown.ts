import 'server-only';
import { apart } from '@/lib/core/apart';
import { lostTrack, neverStarted } from '@/lib/core/failure';
import { inTurns } from '@/lib/core/fair-pool';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { withMachine } from '@/lib/journal/locks';
import { endOf, isEnded } from './project-operation';
import { refreshOperation, resolveOperation } from './refresh-operation';
import { listTasksUnscoped } from '@/lib/storware/unscoped';
import { observeTasks } from './observe-tasks';

/**
 * A server may still be working on a request whose connection broke: for this time it does not count as "not started".
 */
const lateArrivalMs = 12_000;
/** A server that accepted asynchronously creates the task later (STORWARE_API.md 5.3.1, `async`). */
const acceptedArrivalMs = 120_000;
/** A chain without progress for this long is looked up by its record. */
const stalledMs = 20_000;
const maxStalled = 200;

const lostApart = apart<Row>({
  module: 'journal',
  message: 'what became of a request could not be found out',
  keyOf: ({ id }) => id,
});
const stillApart = apart<StalledOperation>({
  module: 'journal',
  message: 'an operation that stands still could not be resolved',
  keyOf: ({ id }) => id,
});

/**
 * Resolves requests without a response: links the task that Storware created, or sets NOT_STARTED once a sufficiently
 * late read of the server shows none. Run by the sync worker only. Returns the machines whose work turned out to have
 * ended: their backups should be read.
 */
export async function resolveUnknown(): Promise<string[]> {
  const now = new Date();
  const ended: string[] = [];
  const open = await db().operation.findMany({
    where: {
      state: 'REQUESTED',
      submission: { in: ['PENDING', 'SENT', 'UNKNOWN', 'ACCEPTED'] },
      leaseUntil: { lte: now },
      tasks: { none: {} },
    },
    orderBy: { requestedAt: 'asc' },
  });
  // An operation that can't be looked up now stays REQUESTED and is resolved in the next round.
  await lostApart(inTurns(open), async (operation) => void ended.push(...(await resolveOne(operation, now))));
  await stillApart(await stalledOperations(now), async ({ id, machineGuid }) => {
    ended.push(machineGuid);
    await withMachine(machineGuid, async (tx) => recordChanges(tx, await refreshOperation(tx, id, now)));
  });
  return ended;
}

type Row = Prisma.OperationGetPayload<object>;

async function resolveOne(operation: Row, now: Date): Promise<string[]> {
  const { id, machineGuid, submission } = operation;
  if (submission === 'PENDING') {
    // The call is made only after SENT is committed: nothing was sent.
    await withMachine(machineGuid, (tx) =>
      resolveOperation(
        tx,
        id,
        ['PENDING'],
        { state: 'NOT_STARTED', submission: 'NOT_SENT', failure: neverStarted },
        now,
      ),
    );
    return [];
  }
  const lostAt = operation.answerLostAt ?? now;
  const decidedOn = submission === 'SENT' ? 'UNKNOWN' : submission;
  if (operation.answerLostAt === null) {
    await db().operation.updateMany({
      where: { id, state: 'REQUESTED', submission, answerLostAt: null },
      data: { answerLostAt: lostAt, submission: decidedOn },
    });
  }
  const begunAt = new Date();
  const tasks = await listTasksUnscoped({ machineGuid });
  const { endedMachines } = await observeTasks(tasks.items, { complete: false, begunAt });
  const waitLimitMs = submission === 'ACCEPTED' ? acceptedArrivalMs : lateArrivalMs;
  const deadline = lostAt.getTime() + waitLimitMs;
  if (begunAt.getTime() < deadline) return endedMachines;
  if (!(await wereRecordsRead(operation, deadline))) {
    // The task may have run and been purged already: its backup or restore job would show it.
    return [...endedMachines, machineGuid];
  }
  await withMachine(machineGuid, async (tx) => {
    const current = await tx.operation.findFirst({
      where: { id, state: 'REQUESTED', submission: decidedOn, tasks: { none: {} } },
    });
    if (current === null || (await resolveByRecord(tx, current))) return;
    const resolution =
      decidedOn === 'ACCEPTED'
        ? ({ state: 'FAILED', submission: 'ACCEPTED', failure: lostTrack } as const)
        : ({ state: 'NOT_STARTED', submission: 'UNKNOWN', failure: neverStarted } as const);
    await resolveOperation(tx, id, [decidedOn], resolution, now);
  });
  return endedMachines;
}

/**
 * Whether the records that would show the work were read after the given time. Other work, and a machine that is not
 * mirrored, has no records.
 */
async function wereRecordsRead({ kind, machineGuid }: Row, since: number): Promise<boolean> {
  if (kind !== 'BACKUP' && kind !== 'RESTORE' && kind !== 'MOUNT') return true;
  const machine = await db().mirrorMachine.findUnique({
    where: { guid: machineGuid },
    select: { backupsAt: true, restoreJobsAt: true },
  });
  if (machine === null) return true;
  const readAt = kind === 'BACKUP' ? machine.backupsAt : machine.restoreJobsAt;
  return readAt !== null && readAt.getTime() >= since;
}

type StalledOperation = { readonly id: string; readonly machineGuid: string };

/**
 * Operations whose tasks have all ended but which are not settled: the time that has passed, or their record, decides.
 */
async function stalledOperations(now: Date): Promise<StalledOperation[]> {
  const open = await db().operation.findMany({
    where: {
      state: { in: ['QUEUED', 'RUNNING', 'CANCELLING'] },
      tasks: { some: {}, every: { OR: [{ state: { notIn: ['QUEUED', 'RUNNING'] } }, { goneAt: { not: null } }] } },
    },
    orderBy: { requestedAt: 'desc' },
    select: { id: true, machineGuid: true, tasks: true },
  });
  return open
    .filter(
      ({ tasks }) =>
        tasks.every(isEnded) && now.getTime() - Math.max(...tasks.map((task) => endOf(task).getTime())) >= stalledMs,
    )
    .slice(0, maxStalled);
}

/** The substitute for a task that was never seen. */
type Stand = {
  readonly guid: string;
  readonly type: string;
  readonly startedAt: Date | null;
  readonly restoreJobGuid: string | null;
};

/**
 * Uses the durable record of the work in place of an unseen task, inside the machine's lock: the backup or restore job
 * that appeared after the request and belongs to no other operation. Returns false when there is none, and when the
 * operation has changed since it was read.
 */
export async function resolveByRecord(tx: Tx, operation: Row): Promise<boolean> {
  if (operation.kind === 'BACKUP') {
    const backup = await unmatchedBackup(tx, operation);
    if (!backup) return false;
    if (!(await accept(tx, operation, { backupGuid: backup.guid }))) return false;
    await stand(tx, operation, {
      guid: `backup:${backup.guid}`,
      type: 'EXPORT',
      startedAt: backup.snapshotAt,
      restoreJobGuid: null,
    });
    return true;
  }
  const job = await unmatchedJob(tx, operation);
  if (!job || !(await accept(tx, operation, {}))) return false;
  await stand(tx, operation, {
    guid: `restore-job:${job.guid}`,
    type: 'RESTORE',
    startedAt: null,
    restoreJobGuid: job.guid,
  });
  return true;
}

/** Returns false for an operation that has changed since it was read. */
async function accept(tx: Tx, { id, submission }: Row, found: { backupGuid?: string }): Promise<boolean> {
  const { count } = await tx.operation.updateMany({
    where: { id, state: 'REQUESTED', submission, tasks: { none: {} } },
    data: { ...found, submission: 'ACCEPTED' },
  });
  return count > 0;
}

/** The possible difference between Storware's clock and ours. */
const clockToleranceMs = 60_000;

/**
 * A server may not say who started a backup (STORWARE_API.md 11.2): that excludes a schedule. Backups that name a
 * person come first.
 */
async function unmatchedBackup(
  tx: Tx,
  { machineGuid, requestedAt }: Row,
): Promise<{ guid: string; snapshotAt: Date | null } | null> {
  const backups = await tx.mirrorBackup.findMany({
    where: {
      machineGuid,
      firstSeenAt: { gte: requestedAt },
      startedAt: { gte: new Date(requestedAt.getTime() - clockToleranceMs) },
      OR: [{ originType: null }, { originType: { not: 'SCHEDULE' } }],
    },
    orderBy: { startedAt: 'asc' },
    select: { guid: true, snapshotAt: true, originType: true },
  });
  const matched = new Set(
    (
      await tx.operation.findMany({
        where: { backupGuid: { in: backups.map(({ guid }) => guid) }, kind: 'BACKUP' },
        select: { backupGuid: true },
      })
    ).map(({ backupGuid }) => backupGuid),
  );
  const free = backups.filter(({ guid }) => !matched.has(guid));
  return free.find(({ originType }) => originType !== null) ?? free[0] ?? null;
}

const jobTypes: Readonly<Record<string, string>> = { IMPORT: 'RESTORE_AND_IMPORT', FILE_SYSTEM: 'RESTORE' };

async function unmatchedJob(
  tx: Tx,
  { kind, mode, machineGuid, backupGuid, requestedAt }: Row,
): Promise<{ guid: string } | null> {
  if (backupGuid === null || kind === 'UNMOUNT') return null;
  const type = kind === 'MOUNT' ? 'RESTORE_AND_MOUNT' : (jobTypes[mode ?? ''] ?? 'RESTORE_AND_IMPORT');
  const jobs = await tx.mirrorRestoreJob.findMany({
    where: {
      machineGuid,
      firstSeenAt: { gte: requestedAt },
      AND: [orNone('backupGuid', backupGuid), orNone('type', type)],
    },
    orderBy: { firstSeenAt: 'asc' },
    select: { guid: true },
  });
  for (const job of jobs) if ((await tx.operationTask.count({ where: { restoreJobGuid: job.guid } })) === 0) return job;
  return null;
}

/** The value, or none where the server does not say. */
function orNone(column: 'backupGuid' | 'type', value: string): Prisma.MirrorRestoreJobWhereInput {
  return { OR: [{ [column]: value }, { [column]: null }] };
}

async function stand(tx: Tx, { id, machineGuid }: Row, task: Stand): Promise<void> {
  await tx.operationTask.create({
    data: { ...task, operationId: id, state: 'RUNNING', progress: 0, goneAt: new Date() },
  });
  await recordChanges(tx, [
    ...(await refreshOperation(tx, id, new Date())),
    { kind: 'machine', objectId: machineGuid, machineGuid },
  ]);
}

/** How long a settled operation may still be updated from its record (a warning, the type really made). */
const recentMs = 10 * 60_000;
/** How long an operation with an unknown outcome may still be updated. */
const lostMs = 30 * 24 * 3_600_000;

/** Updates the machine's recent operations after its backups and restore jobs were read again. */
export async function resolveFromRecords(machineGuid: string): Promise<void> {
  const now = new Date();
  const operations = await db().operation.findMany({
    where: {
      machineGuid,
      kind: { in: ['BACKUP', 'RESTORE', 'MOUNT'] },
      tasks: { some: {} },
      OR: [
        { finishedAt: null },
        { finishedAt: { gte: new Date(now.getTime() - recentMs) } },
        {
          state: 'FAILED',
          finishedAt: { gte: new Date(now.getTime() - lostMs) },
          failure: { path: ['cause'], equals: lostTrack.cause },
        },
      ],
    },
    select: { id: true },
  });
  if (operations.length === 0) return;
  await withMachine(machineGuid, async (tx) => {
    const changes = [];
    for (const { id } of operations) changes.push(...(await refreshOperation(tx, id, now)));
    await recordChanges(tx, changes);
  });
}
