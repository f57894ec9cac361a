import 'server-only';
import { apart } from '@/lib/core/apart';
import { inTurns } from '@/lib/core/fair-pool';
import { lostTrack, neverStarted } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { listTasksUnscoped } from '@/lib/storware/unscoped';
import { withMachine } from './machine-lock';
import { observeTasks } from './observe-tasks';
import { endOf, isEnded } from './project-operation';
import { refreshOperation } from './refresh-operation';
import { recordChanges } from '@/lib/db/change-feed';
import { settleByRecord } from './settle-by-record';
import { settleOperation } from './settle-operation';

/** A server may still be working on a request whose connection broke: this long it is not called "not started". */
export const lateArrivalMs = 12_000;
/** A server that accepted asynchronously makes the task later (STORWARE_API.md 5.3.1, `async`). */
const acceptedArrivalMs = 120_000;
/** A chain that stands still this long is asked about through its record. */
const standstillMs = 20_000;
const maxStandstills = 200;

const lostApart = apart<Row>({
  room: 'journal',
  message: 'what became of a request could not be found out',
  keyOf: ({ id }) => id,
});
const stillApart = apart<Still>({
  room: 'journal',
  message: 'an operation that stands still could not be settled',
  keyOf: ({ id }) => id,
});

/**
 * Finds out what became of requests without an answer: links the task that Storware made, or settles
 * NOT_STARTED once the server has been heard from, late enough, and shows none. Run by the sync worker only. Answers
 * the machines whose work turned out to have ended: their backups are worth reading.
 */
export async function settleUnknown(): Promise<string[]> {
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
  // One that can't be asked about just now stays REQUESTED and is looked at in the next round.
  await lostApart(inTurns(open), async (operation) => void ended.push(...(await settleOne(operation, now))));
  await stillApart(await standstills(now), async ({ id, machineGuid }) => {
    ended.push(machineGuid);
    await withMachine(machineGuid, async (tx) => recordChanges(tx, await refreshOperation(tx, id, now)));
  });
  return ended;
}

type Row = Prisma.OperationGetPayload<object>;

async function settleOne(operation: Row, now: Date): Promise<string[]> {
  const { id, machineGuid, submission } = operation;
  if (submission === 'PENDING') {
    // The call is made only after SENT is committed: nothing left this house.
    await withMachine(machineGuid, (tx) =>
      settleOperation(
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
  const patienceMs = submission === 'ACCEPTED' ? acceptedArrivalMs : lateArrivalMs;
  const deadline = lostAt.getTime() + patienceMs;
  if (begunAt.getTime() < deadline) return endedMachines;
  if (!(await wereRecordsRead(operation, deadline))) {
    // The task may have run and been purged already: its backup or restore job would tell.
    return [...endedMachines, machineGuid];
  }
  await withMachine(machineGuid, async (tx) => {
    const current = await tx.operation.findFirst({
      where: { id, state: 'REQUESTED', submission: decidedOn, tasks: { none: {} } },
    });
    if (current === null || (await settleByRecord(tx, current))) return;
    const settlement =
      decidedOn === 'ACCEPTED'
        ? ({ state: 'FAILED', submission: 'ACCEPTED', failure: lostTrack } as const)
        : ({ state: 'NOT_STARTED', submission: 'UNKNOWN', failure: neverStarted } as const);
    await settleOperation(tx, id, [decidedOn], settlement, now);
  });
  return endedMachines;
}

/** Whether what would tell of the work was read after the time in question. Other work, and a machine that is not mirrored, has no records. */
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

type Still = { readonly id: string; readonly machineGuid: string };

/** Operations whose tasks have all ended but which are not settled: time has a say, and their record has the verdict. */
async function standstills(now: Date): Promise<Still[]> {
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
        tasks.every(isEnded) && now.getTime() - Math.max(...tasks.map((task) => endOf(task).getTime())) >= standstillMs,
    )
    .slice(0, maxStandstills);
}
