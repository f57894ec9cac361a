import 'server-only';
import { isSettled } from '@/lib/contracts/operation';
import { apart } from '@/lib/core/apart';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordChanges, requestSync } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { withMachine } from '@/lib/journal/locks';
import { refreshOperation } from './refresh-operation';
import { cancelTask } from '@/lib/storware/authorized';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { observeTaskGone } from './observe-tasks';
import type { Requester } from './start-work';

/** A cancellation is given up after this many refusals, over about a minute. */
export const maxRefusals = 5;
const firstPauseMs = 4_000;
const longestPauseMs = 30_000;

/**
 * Records the cancel request and sends it to Storware. The operation is CANCELLING until the task list shows the end:
 * a platform may finish its transfer first (STORWARE_API.md 14.7). 409 when there is nothing left to cancel or
 * Storware has not confirmed the work yet; 503 when Storware can't be reached (then nothing is recorded).
 */
export async function cancelOperation(requester: Requester, id: string, machine: AuthorizedMachine): Promise<void> {
  const before = await db().operation.findUniqueOrThrow({ where: { id }, include: { tasks: true } });
  if (isSettled(before.state)) throw new AppError('conflict', { detail: say('operation.alreadyEnded') });
  if (before.tasks.length === 0)
    throw new AppError('conflict', {
      detail: say('operation.notConfirmed'),
    });
  const isFirst = before.cancelRequestedAt === null;
  const wantedAt = new Date();
  if (isFirst) await recordCancelRequest(requester, id, machine.guid, wantedAt);
  try {
    if ((await sendCancellation(id, machine)) === 'refused')
      throw new AppError('upstream_rejected', { detail: say('operation.cancelRefused') });
  } catch (error) {
    if (isFirst) await withdrawCancelRequest(requester, id, machine.guid, { cancelRequestedAt: wantedAt }, {});
    throw error;
  }
}

type Open = {
  readonly id: string;
  readonly machineGuid: string;
  readonly tenantId: string | null;
  readonly cancelRequestedAt: Date | null;
  readonly cancelRequestedByName: string | null;
  readonly cancelRefusals: number;
};

const eachApart = apart<Open>({
  module: 'journal',
  message: 'a cancellation could not be passed on yet',
  keyOf: ({ id }) => id,
});

/**
 * A chain between two phases has no task to cancel: its next task is cancelled as soon as it appears. A refused cancellation is
 * retried at growing intervals and given up in the end: then the operation reports that and continues. Run by the sync worker.
 */
export async function continueCancellations(now: Date = new Date()): Promise<void> {
  const open = await db().operation.findMany({
    where: { state: 'CANCELLING', OR: [{ cancelNextAt: null }, { cancelNextAt: { lte: now } }] },
    select: {
      id: true,
      machineGuid: true,
      tenantId: true,
      cancelRequestedAt: true,
      cancelRequestedByName: true,
      cancelRefusals: true,
    },
  });
  await eachApart(open, async (operation) => {
    const { id, machineGuid, cancelRefusals } = operation;
    try {
      // Authorised when it was requested: the operation's own machine, recorded then.
      const outcome = await sendCancellation(id, mintAuthorizedMachine(machineGuid));
      if (outcome === 'sent') return;
      const refusals = cancelRefusals + (outcome === 'refused' ? 1 : 0);
      if (refusals >= maxRefusals) await giveUp(operation, now);
      else await pauseBefore(operation, { cancelRefusals: refusals, cancelNextAt: pauseEnd(now, refusals) });
    } catch (error) {
      await pauseBefore(operation, { cancelNextAt: pauseEnd(now, 1) });
      throw error;
    }
  });
}

function pauseEnd(now: Date, refusals: number): Date {
  return new Date(now.getTime() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, refusals - 1)));
}

async function pauseBefore(operation: Open, data: Prisma.OperationUpdateManyMutationInput): Promise<void> {
  await db().operation.updateMany({ where: { id: operation.id, ...sameCancelRequest(operation) }, data });
}

/** Matches while the cancel request was not withdrawn, repeated or accepted. */
function sameCancelRequest({ cancelRequestedAt, cancelRefusals }: Open): Prisma.OperationWhereInput {
  return { state: 'CANCELLING', cancelRequestedAt, cancelRefusals };
}

/** `sent`: also when there is no task to cancel now. `open`: the response was lost, and the task list will show the result. Throws when Storware was not reached. */
async function sendCancellation(id: string, machine: AuthorizedMachine): Promise<'sent' | 'refused' | 'open'> {
  const operation = await db().operation.findUniqueOrThrow({ where: { id }, include: { tasks: true } });
  const alive = operation.tasks.find(
    (task) => task.goneAt === null && (task.state === 'QUEUED' || task.state === 'RUNNING'),
  );
  if (!alive || alive.guid === operation.cancelSentTaskGuid) return 'sent';
  const outcome = await cancelTask(machine, alive.guid);
  switch (outcome.kind) {
    case 'accepted':
      await db().operation.updateMany({
        where: { id, state: 'CANCELLING' },
        data: { cancelSentTaskGuid: alive.guid, cancelRefusals: 0, cancelNextAt: null },
      });
      break;
    case 'not_sent':
      throw outcome.error;
    case 'rejected':
      return 'refused';
    case 'unknown':
      break;
  }
  await requestSync(db(), { kind: 'tasks' });
  if (outcome.kind === 'accepted' && (outcome.value === 'removed' || outcome.value === 'gone'))
    await observeTaskGone(alive.guid, new Date());
  return outcome.kind === 'accepted' ? 'sent' : 'open';
}

type Actor = {
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly name: string;
  readonly requestId?: string | undefined;
};

/** Records the cancel request, with its audit entry and change events. Throws `conflict` when the work has ended meanwhile. */
async function recordCancelRequest(
  requester: Requester,
  id: string,
  machineGuid: string,
  wantedAt: Date,
): Promise<void> {
  await withMachine(machineGuid, async (tx) => {
    const { count } = await tx.operation.updateMany({
      where: { id, cancelRequestedAt: null, finishedAt: null },
      data: {
        cancelRequestedAt: wantedAt,
        cancelRequestedByName: requester.name,
        cancelRefusals: 0,
        cancelNextAt: null,
        cancelRefusedAt: null,
      },
    });
    const { finishedAt } = await tx.operation.findUniqueOrThrow({ where: { id }, select: { finishedAt: true } });
    if (finishedAt !== null) throw new AppError('conflict', { detail: say('operation.alreadyEnded') });
    if (count > 0) await recordCancelOutcome(tx, requester, id, machineGuid, 'REQUESTED');
  });
}

/** Withdraws the recorded cancel request when it could not be sent to Storware or was finally refused. */
async function withdrawCancelRequest(
  actor: Actor,
  id: string,
  machineGuid: string,
  request: Prisma.OperationWhereInput,
  data: Prisma.OperationUpdateManyMutationInput,
): Promise<void> {
  await withMachine(machineGuid, async (tx) => {
    const { count } = await tx.operation.updateMany({
      where: { ...request, id, finishedAt: null },
      data: { ...data, cancelRequestedAt: null, cancelRequestedByName: null, cancelNextAt: null },
    });
    if (count > 0) await recordCancelOutcome(tx, actor, id, machineGuid, 'FAILED');
  });
}

function giveUp(operation: Open, now: Date): Promise<void> {
  const { id, machineGuid, tenantId, cancelRequestedByName } = operation;
  const actor = { tenantId, userId: null, name: cancelRequestedByName ?? 'System' };
  return withdrawCancelRequest(actor, id, machineGuid, sameCancelRequest(operation), { cancelRefusedAt: now });
}

/** Writes the audit entry and the change events of a cancel request. */
async function recordCancelOutcome(
  tx: Tx,
  actor: Actor,
  id: string,
  machineGuid: string,
  outcome: 'REQUESTED' | 'FAILED',
): Promise<void> {
  const { machineName } = await tx.operation.findUniqueOrThrow({ where: { id }, select: { machineName: true } });
  await audit(tx, {
    tenantId: actor.tenantId,
    actor: { id: actor.userId, name: actor.name },
    action: 'operation.cancel',
    object: { kind: 'machine', id: machineGuid, name: machineName },
    outcome,
    detail: { operation: id },
    requestId: actor.requestId,
  });
  await recordChanges(tx, await refreshOperation(tx, id, new Date()));
}
