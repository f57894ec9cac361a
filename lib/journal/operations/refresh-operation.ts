import 'server-only';
import type { AuditAction } from '@/lib/contracts/audit';
import { isSettled } from '@/lib/contracts/operation';
import type { Failure, OperationKind } from '@/lib/contracts/operation';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { Submission } from '@/lib/db/generated/enums';
import { expectedDurations } from './phases';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import { dropIfEmpty, joinChain } from './match-task';
import { projectOperation } from './project-operation';
import type { RecordedOutcome } from './project-operation';

/**
 * Derives an operation's state again from its stored data, inside the machine's lock. Returns the changes to publish;
 * none when nothing visible has changed.
 */
export async function refreshOperation(tx: Tx, operationId: string, now: Date): Promise<Change[]> {
  const operation = await tx.operation.findUnique({ where: { id: operationId }, include: { tasks: true } });
  if (!operation || operation.tasks.length === 0) return [];
  const { record, isRecorded, recordsAt } = await recordOf(tx, operation);
  const settledBefore = isSettled(operation.state);
  const next = projectOperation({
    kind: operation.kind,
    origin: operation.origin,
    mode: operation.mode,
    tasks: operation.tasks,
    record,
    isRecorded,
    recordsAt,
    cancelRequested: operation.cancelRequestedAt !== null,
    expected: settledBefore
      ? {}
      : await expectedDurations(tx, operation.machineGuid, operation.kind, requestedType(operation.request)),
    settledAt: operation.finishedAt,
    now,
  });
  const actualBackupType = record?.type ?? operation.actualBackupType;
  const visible = {
    state: next.state,
    progress: next.progress,
    phases: next.phases,
    etaAt: next.etaAt,
    finishedAt: next.finishedAt,
    failure: next.failure,
    actualBackupType,
  };
  const before = { ...pick(operation), actualBackupType: operation.actualBackupType };
  if (JSON.stringify(visible) === JSON.stringify(before)) return [];
  await tx.operation.update({
    where: { id: operationId },
    data: {
      ...visible,
      phases: next.phases,
      failure: next.failure ?? Prisma.DbNull,
      startedAt: next.startedAt,
      version: { increment: 1 },
    },
  });
  const change = { objectId: operationId, machineGuid: operation.machineGuid };
  const machine: Change = { kind: 'machine', objectId: operation.machineGuid, machineGuid: operation.machineGuid };
  return operation.state === next.state
    ? [{ kind: 'operation', ...change }]
    : [{ kind: 'operation', ...change }, machine];
}

type Stored = Prisma.OperationGetPayload<object>;

/** The visible columns in the shape and key order of a projection, so that the two can be compared as text. */
function pick({ state, progress, phases, etaAt, finishedAt, failure }: Stored) {
  return { state, progress, phases: canonicalPhases(phases), etaAt, finishedAt, failure: canonicalFailure(failure) };
}

// PostgreSQL's jsonb does not keep the order of keys.
function canonicalPhases(phases: Prisma.JsonValue): unknown {
  if (!Array.isArray(phases)) return phases;
  return phases.map((phase) => canonical(phase, ['type', 'state', 'progress', 'startedAt', 'finishedAt', 'message']));
}

function canonicalFailure(failure: Prisma.JsonValue): unknown {
  return failure === null ? null : canonical(failure, ['cause', 'owner', 'nextStep', 'detail', 'action']);
}

function canonical(value: Prisma.JsonValue, keys: readonly string[]): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(keys.map((key) => [key, value[key] ?? null]));
}

type Recorded = {
  record: (RecordedOutcome & { type: string | null }) | null;
  isRecorded: boolean;
  recordsAt: Date | null;
};

/** A backup is recorded as itself; a restore or mount as a restore job, on a server that is known to keep them. */
async function recordOf(
  tx: Tx,
  operation: Prisma.OperationGetPayload<{ include: { tasks: true } }>,
): Promise<Recorded> {
  const machine = await tx.mirrorMachine.findUnique({
    where: { guid: operation.machineGuid },
    select: { backupsAt: true, restoreJobsAt: true },
  });
  if (operation.kind === 'BACKUP') {
    // Nothing is recorded for a machine that is not mirrored.
    const isRecorded = machine !== null;
    const recordsAt = machine?.backupsAt ?? null;
    if (operation.backupGuid === null) return { record: null, isRecorded, recordsAt };
    const select = { status: true, goneStatus: true, statusInfo: true, warningsPresent: true, type: true };
    const backup = await tx.mirrorBackup.findUnique({ where: { guid: operation.backupGuid }, select });
    return { record: backup && { ...backup, status: backup.goneStatus ?? backup.status }, isRecorded, recordsAt };
  }
  const recordsAt = machine?.restoreJobsAt ?? null;
  const jobGuid = operation.tasks.find((task) => task.restoreJobGuid !== null)?.restoreJobGuid ?? null;
  // Unmounting, and mounting again, is no restore: there is no job to wait for.
  if (jobGuid === null && !operation.tasks.some(({ type }) => type === 'RESTORE'))
    return { record: null, isRecorded: false, recordsAt };
  const route = await tx.storwareRoute.findUnique({ where: { route: 'GET /restore-jobs' }, select: { state: true } });
  // A server that does not return them now will not return them a moment later.
  const isListed = route === null || route.state === 'AVAILABLE' || route.state === 'OUTAGE';
  if (jobGuid === null)
    return {
      record: null,
      isRecorded:
        isListed && machine !== null && (await tx.mirrorRestoreJob.findFirst({ select: { guid: true } })) !== null,
      recordsAt,
    };
  const job = await tx.mirrorRestoreJob.findUnique({ where: { guid: jobGuid } });
  const record =
    job?.status == null
      ? null
      : { status: job.status, statusInfo: job.statusInfo, warningsPresent: job.warnings.length > 0, type: null };
  return { record, isRecorded: isListed && machine !== null, recordsAt };
}

function requestedType(request: Prisma.JsonValue): string | null {
  return request !== null &&
    typeof request === 'object' &&
    !Array.isArray(request) &&
    typeof request['type'] === 'string'
    ? request['type']
    : null;
}

type Resolution = { state: 'FAILED' | 'NOT_STARTED'; submission: Submission; failure: Failure };

/**
 * Ends an operation that got no task, with its audit entry, inside the machine's lock. Does nothing for one that has
 * changed since: `decidedOn` are the submission states for which the resolution holds.
 */
export async function resolveOperation(
  tx: Tx,
  id: string,
  decidedOn: readonly Submission[],
  resolution: Resolution,
  now: Date,
): Promise<void> {
  const { count } = await tx.operation.updateMany({
    where: { id, state: 'REQUESTED', submission: { in: [...decidedOn] }, tasks: { none: {} } },
    data: { ...resolution, finishedAt: now, leaseUntil: null, version: { increment: 1 } },
  });
  if (count === 0) return;
  const operation = await tx.operation.findUniqueOrThrow({ where: { id } });
  await audit(tx, {
    tenantId: operation.tenantId,
    actor: { id: operation.requestedById, name: operation.requestedByName ?? 'System' },
    action: auditedAction(operation.kind),
    object: { kind: 'machine', id: operation.machineGuid, name: operation.machineName },
    outcome: resolution.submission === 'REJECTED' ? 'REFUSED' : 'FAILED',
    detail: { operation: id, cause: resolution.failure.cause },
  });
  const { machineGuid } = operation;
  await recordChanges(tx, [
    { kind: 'operation', objectId: id, machineGuid },
    { kind: 'machine', objectId: machineGuid, machineGuid },
  ]);
}

/** Result of a link: the operation that has the task now, and the change events of operations that lost theirs. */
type Linked = { readonly operationId: string; readonly changes: readonly Change[] };

/**
 * Stores the observed state of a task under its operation, and updates the operation, inside the machine's lock.
 * Operations that turn out to be one chain are merged.
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
  // Some clients name the source itself as the destination (STORWARE_API.md 5.3.2): that is no restored machine.
  if (task.dstMachineGuid !== null && task.dstMachineGuid !== task.machineGuid) {
    await tx.operation.updateMany({
      where: { id: operationId, kind: 'RESTORE', machineGuid: { not: task.dstMachineGuid } },
      data: { resultMachineGuid: task.dstMachineGuid },
    });
  }
  return { operationId, changes };
}

/**
 * An operation lost a task that belongs to another. An observed one is removed; a requested one has no response any
 * more, and its task is searched again.
 */
async function giveUp(tx: Tx, id: string, now: Date): Promise<Change[]> {
  const former = await tx.operation.findUnique({ where: { id }, select: { id: true, machineGuid: true } });
  if (!former) return [];
  const dropped = await dropIfEmpty(tx, former);
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
  return count === 0 ? [] : [{ kind: 'operation', objectId: id, machineGuid: former.machineGuid }];
}

const actions: Readonly<Record<OperationKind, AuditAction>> = {
  BACKUP: 'backup.start',
  RESTORE: 'restore.start',
  MOUNT: 'mount.start',
  UNMOUNT: 'mount.end',
  DELETE: 'delete.start',
  OTHER: 'other.start',
};

/** The audit actions for requesting work of this kind, and for its acceptance. */
export function auditedAction(kind: OperationKind): AuditAction {
  return actions[kind];
}
