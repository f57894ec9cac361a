import 'server-only';
import { lostTrack, neverStarted } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { listTasksUnscoped } from '@/lib/storware/unscoped';
import { withMachine } from './machine-lock';
import { observeTasks } from './observe-tasks';
import { refreshOperation } from './refresh-operation';
import { recordChanges } from '@/lib/db/change-feed';
import { settleByRecord } from './settle-by-record';
import { settleOperation } from './settle-operation';

/** A server may still be working on a request whose connection broke: this long it is not called "not started". */
export const lateArrivalMs = 12_000;
/** A server that accepted asynchronously makes the task later (STORWARE_API.md 5.3.1, `async`). */
const acceptedArrivalMs = 120_000;
/** A chain that stands still this long is asked about through its backup. */
const standstillMs = 30_000;

/**
 * Finds out what became of requests without an answer: links the task that Storware made, or settles
 * NOT_STARTED once the server has been heard from, late enough, and shows none. Run by the sync worker only. Answers
 * the machines whose work turned out to have ended: their backups are worth reading.
 */
export async function settleUnknown(): Promise<string[]> {
  const now = new Date();
  const ended: string[] = [];
  const open = await db().operation.findMany({
    where: { state: 'REQUESTED', submission: { in: ['PENDING', 'SENT', 'UNKNOWN', 'ACCEPTED'] }, leaseUntil: { lte: now }, tasks: { none: {} } },
  });
  for (const operation of open) {
    try {
      ended.push(...(await settleOne(operation, now)));
    } catch (error) {
      // Storware can't be asked just now: the operation stays REQUESTED and is looked at in the next round.
      log.warn({ room: 'journal', operation: operation.id, reason: error instanceof Error ? error.message : 'unknown' }, 'could not settle yet');
    }
  }
  return [...ended, ...(await standstills(now))];
}

type Row = Prisma.OperationGetPayload<object>;

async function settleOne(operation: Row, now: Date): Promise<string[]> {
  const { id, machineGuid } = operation;
  if (operation.submission === 'PENDING') {
    // The call is made only after SENT is committed: nothing left this house.
    await withMachine(machineGuid, (tx) => settleOperation(tx, id, { state: 'NOT_STARTED', submission: 'NOT_SENT', failure: neverStarted }, now));
    return [];
  }
  const lostAt = operation.answerLostAt ?? now;
  if (operation.answerLostAt === null) {
    await db().operation.updateMany({ where: { id, submission: operation.submission }, data: { answerLostAt: lostAt, ...(operation.submission === 'SENT' ? { submission: 'UNKNOWN' } : {}) } });
  }
  const begunAt = new Date();
  const tasks = await listTasksUnscoped({ machineGuid });
  const { endedMachines } = await observeTasks(tasks.items, { complete: false, begunAt });
  const patienceMs = operation.submission === 'ACCEPTED' ? acceptedArrivalMs : lateArrivalMs;
  const deadline = lostAt.getTime() + patienceMs;
  if (begunAt.getTime() < deadline) return endedMachines;
  const machine = await db().mirrorMachine.findUnique({ where: { guid: machineGuid }, select: { backupsAt: true } });
  if (machine && (machine.backupsAt?.getTime() ?? 0) < deadline) {
    // The task may have run and been purged already: its backup or restore job would tell.
    return [...endedMachines, machineGuid];
  }
  await withMachine(machineGuid, async (tx) => {
    if (await settleByRecord(tx, operation)) return;
    const settlement =
      operation.submission === 'ACCEPTED'
        ? ({ state: 'FAILED', submission: 'ACCEPTED', failure: lostTrack } as const)
        : ({ state: 'NOT_STARTED', submission: 'UNKNOWN', failure: neverStarted } as const);
    await settleOperation(tx, id, settlement, now);
  });
  return endedMachines;
}

/** Operations whose tasks have all ended but which are not settled: time has a say, and their backup has the verdict. */
async function standstills(now: Date): Promise<string[]> {
  const still = await db().operation.findMany({
    where: {
      state: { in: ['QUEUED', 'RUNNING', 'CANCELLING'] },
      tasks: { some: {}, every: { OR: [{ state: { in: ['FINISHED', 'FAILED', 'CANCELLED'] } }, { goneAt: { not: null } }] } },
    },
    select: { id: true, machineGuid: true, tasks: { select: { finishedAt: true, goneAt: true, firstSeenAt: true } } },
    take: 200,
  });
  const asked: string[] = [];
  for (const { id, machineGuid, tasks } of still) {
    const lastMove = Math.max(...tasks.map((task) => (task.goneAt ?? task.finishedAt ?? task.firstSeenAt).getTime()));
    if (now.getTime() - lastMove < standstillMs) continue;
    asked.push(machineGuid);
    await withMachine(machineGuid, async (tx) => recordChanges(tx, await refreshOperation(tx, id, now)));
  }
  return asked;
}
