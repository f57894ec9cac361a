import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '@/lib/core/app-error';
import { neverStarted, refusal, sourceGone } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { audit } from '@/lib/db/audit';
import { recordChanges, requestSync } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { auditedAction, linkTask, refreshOperation, resolveOperation } from './refresh-operation';
import { withMachine } from '@/lib/journal/locks';
import { startExport } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { remount, startRestoreAndMount, unmount } from '@/lib/storware/authorized/mounts';
import { startRestoreAndImport, startRestoreToNode } from '@/lib/storware/authorized/restores';
import type { MountRequest } from '@/lib/storware/model/mount';
import type { RestoreImportRequest, RestoreToNodeRequest } from '@/lib/storware/model/restore';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/result';

/**
 * How long an operation waits to be sent before it counts as not started, unless its process reports that it still
 * waits.
 */
export const waitingLeaseMs = 60_000;
const renewEveryMs = 15_000;
const concurrentCalls = 4;
/**
 * After this the response is sent with what is known; the rest is submitted in the background and reported by the event
 * stream.
 */
const waitLimitMs = 8_000;

/** Longer than the transport's own deadline for a write: after it, no process still waits for a response. */
const callLeaseMs = 45_000;

/**
 * The states in which a response still counts: the worker may have marked it as lost meanwhile, but nothing can have
 * been sent without `SENT`.
 */
const answerable = ['SENT', 'UNKNOWN'] as const;

type SubmitResult = 'started' | 'refused' | 'not_sent' | 'unknown' | 'skipped';

/**
 * Makes the one call of an operation. It is marked as sent before the call and only while still waiting, so that an
 * operation which was settled meanwhile (or submitted by another process) is never sent. The result is recorded; when
 * even that fails, the lease expires and the sync worker resolves it. For a part of the request that Storware does not
 * have (`not_found`) the operation is settled as not started, and the error rethrown.
 */
export async function submitCall(
  operationId: string,
  machineGuid: string,
  call: () => Promise<WriteOutcome<StorwareTask[]>>,
): Promise<SubmitResult> {
  const marked = await db().operation.updateMany({
    where: { id: operationId, state: 'REQUESTED', submission: 'PENDING' },
    data: { submission: 'SENT', leaseUntil: new Date(Date.now() + callLeaseMs) },
  });
  if (marked.count === 0) return 'skipped';
  let outcome: WriteOutcome<StorwareTask[]>;
  try {
    outcome = await call();
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') {
      await withMachine(machineGuid, (tx) =>
        resolveOperation(
          tx,
          operationId,
          answerable,
          { state: 'NOT_STARTED', submission: 'NOT_SENT', failure: sourceGone },
          new Date(),
        ),
      );
    }
    throw error;
  }
  if (outcome.kind === 'unknown')
    log.warn({ module: 'journal', operation: operationId }, 'the answer to a request was lost; looking for its task');
  await recordOutcome(operationId, machineGuid, outcome);
  return outcome.kind === 'accepted' ? 'started' : outcome.kind === 'rejected' ? 'refused' : outcome.kind;
}

async function recordOutcome(id: string, machineGuid: string, outcome: WriteOutcome<StorwareTask[]>): Promise<void> {
  await withMachine(machineGuid, async (tx) => {
    const now = new Date();
    // Feed writes come last in a transaction, so the sync request goes first; it is delivered at commit either way.
    await requestSync(tx, { kind: 'tasks' });
    switch (outcome.kind) {
      case 'rejected': {
        const work = await tx.operation.findUniqueOrThrow({ where: { id }, select: { kind: true, origin: true } });
        return resolveOperation(
          tx,
          id,
          answerable,
          { state: 'FAILED', submission: 'REJECTED', failure: refusal(work, outcome.message) },
          now,
        );
      }
      case 'not_sent':
        return resolveOperation(
          tx,
          id,
          answerable,
          { state: 'NOT_STARTED', submission: 'NOT_SENT', failure: neverStarted },
          now,
        );
      case 'unknown':
        await tx.operation.updateMany({
          where: { id, submission: 'SENT' },
          data: { submission: 'UNKNOWN', answerLostAt: now, leaseUntil: now },
        });
        return;
      case 'accepted': {
        const operation = await tx.operation.findUniqueOrThrow({ where: { id } });
        await audit(tx, {
          tenantId: operation.tenantId,
          actor: { id: operation.requestedById, name: operation.requestedByName ?? 'System' },
          action: auditedAction(operation.kind),
          object: { kind: 'machine', id: machineGuid, name: operation.machineName },
          outcome: 'SUCCEEDED',
          detail: { operation: id },
        });
        const ours = outcome.value.filter((task) => task.machineGuid === null || task.machineGuid === machineGuid);
        if (ours.length === 0) {
          await tx.operation.updateMany({
            where: { id, state: 'REQUESTED', submission: { in: [...answerable] }, tasks: { none: {} } },
            data: { submission: 'ACCEPTED', answerLostAt: now, leaseUntil: now },
          });
          return;
        }
        const changes: Change[] = [];
        const touched = new Set<string>();
        for (const task of ours) {
          const linked = await linkTask(tx, id, task, now);
          changes.push(...linked.changes);
          touched.add(linked.operationId);
        }
        for (const operationId of touched) changes.push(...(await refreshOperation(tx, operationId, now)));
        await recordChanges(tx, changes);
      }
    }
  });
}

/** The request to Storware to back up one machine. */
export type BackupPlan = {
  readonly type: 'FULL' | 'INCREMENTAL';
  readonly priority: number;
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly destinationGuid: string | null;
  readonly ruleGuids: string[];
};

/** The one call of an operation. */
export type WorkCall =
  | { readonly kind: 'backup'; readonly plan: BackupPlan }
  | { readonly kind: 'import'; readonly request: RestoreImportRequest }
  | { readonly kind: 'to-node'; readonly request: RestoreToNodeRequest }
  | { readonly kind: 'mount'; readonly request: MountRequest }
  | { readonly kind: 'remount' | 'unmount'; readonly mountGuid: string };

/** An operation that waits for its call to be sent. */
export type SubmittableWork = { readonly id: string; readonly machine: AuthorizedMachine; readonly call: WorkCall };

/**
 * Sends the calls of new operations, a few at a time. Returns null when they take longer than a person should wait;
 * they continue in the background. A failing backup does not affect others; other work throws what its call throws.
 */
export async function submitAll(works: readonly SubmittableWork[]): Promise<SubmitResult[] | null> {
  const queue = [...works];
  const results: SubmitResult[] = [];
  const worker = async (): Promise<void> => {
    for (let work = queue.shift(); work; work = queue.shift()) results.push(await submitWork(work));
  };
  const stopHolding = holdWaiting(works.map(({ id }) => id));
  const all = Promise.all(Array.from({ length: concurrentCalls }, worker)).finally(stopHolding);
  if (await endedWithin(all, waitLimitMs)) return results;
  all.catch((error: unknown) =>
    log.error(
      { module: 'journal', err: error },
      'submitting work ended early; the sync worker finds out what became of it',
    ),
  );
  return null;
}

async function submitWork({ id, machine, call }: SubmittableWork): Promise<SubmitResult> {
  try {
    const result = await submitCall(id, machine.guid, () => send(machine, call));
    await publishMount(machine.guid, call);
    return result;
  } catch (error) {
    if (call.kind !== 'backup') throw error;
    log.error(
      { module: 'journal', operation: id, err: error },
      'a backup could not be submitted; the sync worker finds out what became of it',
    );
    return 'unknown';
  }
}

function send(machine: AuthorizedMachine, call: WorkCall): Promise<WriteOutcome<StorwareTask[]>> {
  switch (call.kind) {
    case 'backup': {
      const { type, priority, windowStart, windowEnd, ruleGuids, destinationGuid } = call.plan;
      return startExport(machine, {
        type,
        priority,
        windowStart: new Date(windowStart),
        windowEnd: new Date(windowEnd),
        ruleGuids,
        destinationGuid,
      });
    }
    case 'import':
      return startRestoreAndImport(machine, call.request);
    case 'to-node':
      return startRestoreToNode(machine, call.request);
    case 'mount':
      return startRestoreAndMount(machine, call.request);
    case 'remount':
      return remount(machine, call.mountGuid);
    case 'unmount':
      return unmount(machine, call.mountGuid);
  }
}

/** Mounts are read again after a call about one, and pages are notified. */
async function publishMount(machineGuid: string, call: WorkCall): Promise<void> {
  if (call.kind !== 'mount' && call.kind !== 'remount' && call.kind !== 'unmount') return;
  await db().$transaction(async (tx) => {
    await requestSync(tx, { kind: 'mounts' });
    if (call.kind !== 'mount') await recordChanges(tx, [{ kind: 'mount', objectId: call.mountGuid, machineGuid }]);
  });
}

/**
 * Renews the leases of operations that wait to be sent, so that only those of a dead process are given up. Returns a
 * function that stops it.
 */
function holdWaiting(ids: readonly string[]): () => void {
  const renew = (): void => {
    db()
      .operation.updateMany({
        where: { id: { in: [...ids] }, state: 'REQUESTED', submission: 'PENDING' },
        data: { leaseUntil: new Date(Date.now() + waitingLeaseMs) },
      })
      .catch((error: unknown) =>
        log.warn({ module: 'journal', err: error }, 'the leases of waiting operations could not be renewed'),
      );
  };
  const timer = setInterval(renew, renewEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Whether `work` ended within `ms`; it continues either way. */
export async function endedWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  try {
    return await Promise.race([work.then(() => true), sleep(ms, false, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}
