import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { isSettled } from '@/lib/contracts/operation';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { cancelTask } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-machine';
import { withMachine } from './machine-lock';
import { observeTaskGone } from './observe-task-gone';
import { refreshOperation } from './refresh-operation';
import type { Requester } from './requester';

/**
 * Records the wish to cancel and tells Storware. The operation is CANCELLING until the task list shows the end:
 * a platform may finish its transfer first (STORWARE_API.md 14.7). 409 when there is nothing left to cancel or
 * Storware has not confirmed the work yet; 503 when Storware can't be reached (then nothing is recorded).
 */
export async function cancelOperation(requester: Requester, id: string, machine: AuthorizedMachine): Promise<void> {
  const before = await db().operation.findUniqueOrThrow({ where: { id }, include: { tasks: true } });
  if (isSettled(before.state)) throw new AppError('conflict', { detail: 'This work has already ended; there is nothing to cancel.' });
  if (before.tasks.length === 0) throw new AppError('conflict', { detail: 'The backup system has not confirmed this work yet. Try again in a moment.' });
  if (before.cancelRequestedAt === null) await recordWish(requester, id, machine.guid, 'wanted');
  try {
    await tellStorware(id, machine);
  } catch (error) {
    if (before.cancelRequestedAt === null) await recordWish(requester, id, machine.guid, 'taken back');
    throw error;
  }
}

/** A chain between two phases has no task to cancel: the next one is told as soon as it appears. Run by the sync worker. */
export async function pursueCancellations(): Promise<void> {
  const open = await db().operation.findMany({ where: { state: 'CANCELLING' }, select: { id: true, machineGuid: true } });
  // Authorised when it was asked for: the operation's own machine, recorded then.
  for (const { id, machineGuid } of open) {
    await tellStorware(id, mintAuthorizedMachine(machineGuid)).catch((error: unknown) => {
      log.warn({ room: 'journal', operation: id, reason: isAppError(error) ? error.code : 'unknown' }, 'could not pass a cancellation on yet');
    });
  }
}

async function tellStorware(id: string, machine: AuthorizedMachine): Promise<void> {
  const operation = await db().operation.findUniqueOrThrow({ where: { id }, include: { tasks: true } });
  const alive = operation.tasks.find((task) => task.goneAt === null && (task.state === 'QUEUED' || task.state === 'RUNNING'));
  if (!alive || alive.guid === operation.cancelSentTaskGuid) return;
  const outcome = await cancelTask(machine, alive.guid);
  switch (outcome.kind) {
    case 'accepted':
      await db().operation.updateMany({ where: { id }, data: { cancelSentTaskGuid: alive.guid } });
      break;
    case 'not_sent':
      throw outcome.error;
    case 'rejected':
      throw new AppError('upstream_rejected', { detail: 'The backup system refused to cancel this work.', meta: { status: outcome.status } });
    case 'unknown':
      // Cancelled or not: the task list tells.
      break;
  }
  await wishSync(db(), { kind: 'tasks' });
  if (outcome.kind === 'accepted' && (outcome.value === 'removed' || outcome.value === 'gone')) await observeTaskGone(alive.guid, new Date());
}

/** Writes the wish down, or takes it back when Storware could not be told; with its audit entry and news. */
async function recordWish(requester: Requester, id: string, machineGuid: string, wish: 'wanted' | 'taken back'): Promise<void> {
  const isWanted = wish === 'wanted';
  await withMachine(machineGuid, async (tx) => {
    const data = isWanted ? { cancelRequestedAt: new Date(), cancelRequestedByName: requester.name } : { cancelRequestedAt: null, cancelRequestedByName: null };
    const operation = await tx.operation.update({ where: { id }, data });
    await audit(tx, {
      tenantId: requester.tenantId,
      actor: { id: requester.userId, name: requester.name },
      action: 'operation.cancel',
      object: { kind: 'machine', id: machineGuid, name: operation.machineName },
      outcome: isWanted ? 'REQUESTED' : 'FAILED',
      detail: { operation: id },
      requestId: requester.requestId,
    });
    await recordChanges(tx, await refreshOperation(tx, id, new Date()));
  });
}
