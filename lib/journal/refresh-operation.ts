import 'server-only';
import { isSettled } from '@/lib/contracts/operation';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { Change } from '@/lib/db/change-feed';
import { expectedDurations } from './expected-durations';
import { projectOperation } from './project-operation';
import type { RecordedOutcome } from './project-operation';

/**
 * Works out an operation's state again from what is stored of it, inside the machine's lock. Answers the changes
 * that its watchers must hear of; none when nothing a person could see has moved.
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
    // Of a machine that is not mirrored nothing is recorded.
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
  const told = await tx.storwareRoute.findUnique({ where: { route: 'GET /restore-jobs' }, select: { state: true } });
  // A server that does not tell them now will not tell more in a moment either.
  const isTold = told === null || told.state === 'AVAILABLE' || told.state === 'OUTAGE';
  if (jobGuid === null)
    return {
      record: null,
      isRecorded:
        isTold && machine !== null && (await tx.mirrorRestoreJob.findFirst({ select: { guid: true } })) !== null,
      recordsAt,
    };
  const job = await tx.mirrorRestoreJob.findUnique({ where: { guid: jobGuid } });
  const record =
    job?.status == null
      ? null
      : { status: job.status, statusInfo: job.statusInfo, warningsPresent: job.warnings.length > 0, type: null };
  return { record, isRecorded: isTold && machine !== null, recordsAt };
}

function requestedType(request: Prisma.JsonValue): string | null {
  return request !== null &&
    typeof request === 'object' &&
    !Array.isArray(request) &&
    typeof request['type'] === 'string'
    ? request['type']
    : null;
}
