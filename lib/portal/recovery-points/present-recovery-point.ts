import 'server-only';
import * as z from 'zod';
import type { Failure } from '@/lib/contracts/operation';
import type { Copy, RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { Ref } from '@/lib/contracts/scalar';
import { failureOf, storedFailure } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { StoredLocation } from '@/lib/mirror/stored-json';
import { phasesOfRow } from '@/lib/portal/operations/present-operation';
import { presentWarnings, timePartsOf } from '@/lib/portal/operations/warnings-and-times';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';
import type { BackupRow } from '@/lib/portal/scope/owned-recovery-point';

/** Storware's statuses behind each of ours (STORWARE_API.md 12.4). */
const upstreamStatuses: Readonly<Record<RecoveryPointStatus, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  PARTIAL: ['PARTIAL_SUCCESS'],
  FAILED: ['FAILED'],
  RUNNING: ['QUEUED', 'INPROGRESS'],
  REMOVED: ['SUCCESS_REMOVED'],
};

/** The rows of these statuses: one that the backup system no longer names is REMOVED, or as it ended badly. */
export function ofStatuses(statuses: readonly RecoveryPointStatus[]): Prisma.MirrorBackupWhereInput {
  return {
    OR: [
      { status: { in: statuses.flatMap((one) => [...upstreamStatuses[one]]) } },
      ...(statuses.includes('FAILED') ? [{ goneStatus: 'FAILED' }] : []),
      ...(statuses.includes('REMOVED') ? [{ goneAt: { not: null }, goneStatus: { not: 'FAILED' } }] : []),
    ],
  };
}

/** Backups as a tenant sees them, with what the operations that made them tell of them. */
export async function presentRecoveryPoints(rows: readonly BackupRow[], machine: Ref): Promise<RecoveryPoint[]> {
  const operations = await db().operation.findMany({ where: { kind: 'BACKUP', backupGuid: { in: rows.map(({ guid }) => guid) } } });
  const byBackup = new Map(operations.map((operation) => [operation.backupGuid, operation]));
  return rows.map((row) => presentRecoveryPoint(row, machine, byBackup.get(row.guid) ?? null));
}

function presentRecoveryPoint(row: BackupRow, machine: Ref, operation: OperationRow | null): RecoveryPoint {
  const status = statusOf(row);
  const isCancelled = status === 'FAILED' && operation?.state === 'CANCELLED';
  const failure = status === 'FAILED' && !isCancelled ? failureOfBackup(row, operation) : null;
  return {
    guid: row.guid,
    machine,
    type: row.type === 'INCREMENTAL' ? 'INCREMENTAL' : 'FULL',
    status,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    durationMs: row.durationMs === null ? null : Number(row.durationMs),
    origin: row.originType === 'USER' ? 'USER' : row.originType === 'SCHEDULE' ? 'SCHEDULE' : 'SYSTEM',
    copies: row.goneAt === null ? z.array(StoredLocation).parse(row.locations).map(presentCopy) : [],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    goneAt: row.goneAt?.toISOString() ?? null,
    restorable: row.restorable,
    reason: isCancelled ? 'It was cancelled.' : (failure?.cause ?? (row.restorable ? null : row.restorableReason)),
    failure,
    warnings: presentWarnings(row.warnings),
    ...timePartsOf(operation && { requestedAt: operation.requestedAt, finishedAt: operation.finishedAt, phases: phasesOfRow(operation) }, row),
    note: row.description,
  };
}

/** A status that a newer server invented counts as partial: something is there, and nobody here knows how much. */
function statusOf(row: BackupRow): RecoveryPointStatus {
  if (row.goneAt !== null) return row.goneStatus === 'FAILED' ? 'FAILED' : 'REMOVED';
  const known = (Object.keys(upstreamStatuses) as RecoveryPointStatus[]).find((status) => upstreamStatuses[status].includes(row.status));
  return known ?? 'PARTIAL';
}

/** As the operation tells it; of a backup from before the portal, as its own text does. */
function failureOfBackup(row: BackupRow, operation: OperationRow | null): Failure {
  const told = operation && storedFailure(operation, operation.failure);
  return told ?? failureOf({ kind: 'BACKUP', origin: operation?.origin ?? 'OTHER' }, row.statusInfo);
}

const copyStates = ['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED'] as const;

function presentCopy(location: StoredLocation): Copy {
  return {
    destination: { guid: location.destinationGuid ?? '', name: location.destinationName ?? 'Unnamed destination' },
    role: location.role,
    state: copyStates.find((state) => state === location.status) ?? 'UNKNOWN',
  };
}
