import 'server-only';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import { dropIfEmpty, joinChain } from './task-chain';

/** What became of a link: the operation that has the task now, and news of others that lost theirs. */
export type Linked = { readonly operationId: string; readonly changes: readonly Change[] };

/**
 * Stores what was seen of a task under its operation, and what the operation learns from it, inside the machine's lock. Operations
 * that turn out to be a part of the same chain become one.
 */
export async function linkTask(tx: Tx, wantedId: string, task: StorwareTask, seenAt: Date): Promise<Linked> {
  const before = await tx.operationTask.findUnique({
    where: { guid: task.guid },
    select: { operationId: true, endSeenAt: true },
  });
  const seen = {
    operationId: wantedId,
    type: task.type,
    state: task.state,
    progress: task.progress,
    backupGuid: task.backupGuid,
    parentTaskGuid: task.parentTaskGuid,
    restoreJobGuid: task.restoreJobGuid,
    workflowGuid: task.workflowGuid,
    statusInfo: task.statusInfo,
    priority: task.priority,
    windowStart: task.windowStart,
    windowEnd: task.windowEnd,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
    endSeenAt: isTerminalTaskState(task.state) ? (before?.endSeenAt ?? seenAt) : null,
    goneAt: null,
  };
  await tx.operationTask.upsert({
    where: { guid: task.guid },
    create: { guid: task.guid, firstSeenAt: seenAt, ...seen },
    update: seen,
  });
  const changes: Change[] = [];
  let operationId = wantedId;
  if (before?.operationId !== wantedId) {
    if (before) changes.push(...(await giveUp(tx, before.operationId, seenAt)));
    const joined = await joinChain(tx, wantedId, task);
    operationId = joined.operationId;
    changes.push(...joined.changes);
  }
  await tx.operation.updateMany({
    where: { id: operationId, submission: { notIn: ['ACCEPTED', 'OBSERVED'] } },
    data: { submission: 'ACCEPTED' },
  });
  if (task.backupGuid !== null)
    await tx.operation.updateMany({
      where: { id: operationId, backupGuid: null },
      data: { backupGuid: task.backupGuid },
    });
  // Some clients name the source itself as the destination (STORWARE_API.md 5.3.2): that is no machine that came of it.
  if (task.dstMachineGuid !== null && task.dstMachineGuid !== task.machineGuid) {
    await tx.operation.updateMany({
      where: { id: operationId, kind: 'RESTORE', machineGuid: { not: task.dstMachineGuid } },
      data: { resultMachineGuid: task.dstMachineGuid },
    });
  }
  return { operationId, changes };
}

/**
 * An operation lost a task that turned out to be another's. What was merely seen has lost its reason; what was asked for has no
 * answer any more, and its task is looked for again.
 */
async function giveUp(tx: Tx, id: string, now: Date): Promise<Change[]> {
  const loser = await tx.operation.findUnique({ where: { id }, select: { id: true, machineGuid: true } });
  if (!loser) return [];
  const dropped = await dropIfEmpty(tx, loser);
  if (dropped.length > 0) return dropped;
  const { count } = await tx.operation.updateMany({
    where: { id, submission: { not: 'OBSERVED' }, tasks: { none: {} } },
    data: {
      state: 'REQUESTED',
      submission: 'UNKNOWN',
      answerLostAt: now,
      leaseUntil: now,
      progress: 0,
      phases: [],
      etaAt: null,
      startedAt: null,
      finishedAt: null,
      failure: Prisma.DbNull,
      version: { increment: 1 },
    },
  });
  return count === 0 ? [] : [{ kind: 'operation', objectId: id, machineGuid: loser.machineGuid }];
}
