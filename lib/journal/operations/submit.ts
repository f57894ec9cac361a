import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { neverStarted, refusal, sourceGone } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { audit } from '@/lib/db/audit';
import { recordChanges, requestSync } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { auditedAction, linkTask, refreshOperation, settleOperation } from './refresh-operation';
import { withMachine } from '@/lib/journal/locks';
import { startExport } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { remount, startRestoreAndMount, unmount } from '@/lib/storware/authorized/mounts';
import { startRestoreAndImport, startRestoreToNode } from '@/lib/storware/authorized/restores';
import type { MountRequest } from '@/lib/storware/model/mount';
import type { RestoreImportRequest, RestoreToNodeRequest } from '@/lib/storware/model/restore';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/result';
import type { BackupPlan } from './request';

/** Longer than the transport's own deadline for a write: after it, no process still waits for an answer. */
const callLeaseMs = 45_000;

/** What an answer still decides: the worker may have called it lost meanwhile, but nothing can have been sent without `SENT`. */
const answerable = ['SENT', 'UNKNOWN'] as const;

export type SubmitResult = 'started' | 'refused' | 'not_sent' | 'unknown' | 'skipped';

/**
 * Makes the one call that an operation stands for. It is marked as sent before the call and only while still
 * waiting, so that an operation which was settled meanwhile (or submitted by someone else) is never sent.
 * Whatever comes back is recorded; when even that fails, the lease lets the sync worker find out. A part of the
 * request that Storware does not have (`not_found`) settles the operation as not started and is thrown on.
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
        settleOperation(
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
    // Feed writes come last in a transaction, so the wish goes first; it is delivered at commit either way.
    await requestSync(tx, { kind: 'tasks' });
    switch (outcome.kind) {
      case 'rejected': {
        const work = await tx.operation.findUniqueOrThrow({ where: { id }, select: { kind: true, origin: true } });
        return settleOperation(
          tx,
          id,
          answerable,
          { state: 'FAILED', submission: 'REJECTED', failure: refusal(work, outcome.message) },
          now,
        );
      }
      case 'not_sent':
        return settleOperation(
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
            where: { id, submission: 'SENT' },
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

/** Sends the backup that an operation stands for; see `submitCall` for what is promised. */
export function submitBackup(operationId: string, machine: AuthorizedMachine, plan: BackupPlan): Promise<SubmitResult> {
  return submitCall(operationId, machine.guid, () =>
    startExport(machine, {
      type: plan.type,
      priority: plan.priority,
      windowStart: new Date(plan.windowStart),
      windowEnd: new Date(plan.windowEnd),
      ruleGuids: plan.ruleGuids,
      destinationGuid: plan.destinationGuid,
    }),
  );
}

/** The one call that work stands for. */
export type WorkCall =
  | { readonly kind: 'import'; readonly request: RestoreImportRequest }
  | { readonly kind: 'to-node'; readonly request: RestoreToNodeRequest }
  | { readonly kind: 'mount'; readonly request: MountRequest }
  | { readonly kind: 'remount' | 'unmount'; readonly mountGuid: string };

/**
 * Sends the restore, mount or unmount that an operation stands for; see `submitCall` for what is promised. Throws
 * `not_found` for a recovery point, mount or part of them that is not the machine's, once the operation is settled.
 */
export function submitWork(operationId: string, machine: AuthorizedMachine, call: WorkCall): Promise<SubmitResult> {
  return submitCall(operationId, machine.guid, () => send(machine, call));
}

function send(machine: AuthorizedMachine, call: WorkCall): Promise<WriteOutcome<StorwareTask[]>> {
  switch (call.kind) {
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
