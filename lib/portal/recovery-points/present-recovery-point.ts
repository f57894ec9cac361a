import 'server-only';
import * as z from 'zod';
import type { Failure } from '@/lib/contracts/operation';
import type { Copy, RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { Ref } from '@/lib/contracts/scalar';
import { failureOf, storedFailure } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { loadPlaces } from '@/lib/mirror/places';
import { safeWord } from '@/lib/mirror/restorable-of';
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
  UNKNOWN: [],
};
/** With the portal's own for what the backup system no longer names. */
const understoodStatuses = [...Object.values(upstreamStatuses).flat(), 'GONE'];

/** The rows of these statuses: one that the backup system no longer names is REMOVED, or as it ended badly. */
export function ofStatuses(statuses: readonly RecoveryPointStatus[]): Prisma.MirrorBackupWhereInput {
  return {
    OR: [
      { status: { in: statuses.flatMap((one) => [...upstreamStatuses[one]]) } },
      ...(statuses.includes('UNKNOWN') ? [{ status: { notIn: understoodStatuses } }] : []),
      ...(statuses.includes('FAILED') ? [{ goneStatus: 'FAILED' }] : []),
      ...(statuses.includes('REMOVED') ? [{ goneAt: { not: null }, goneStatus: { not: 'FAILED' } }] : []),
    ],
  };
}

/** Backups as a tenant sees them, with what the operations that made them tell of them. */
export async function presentRecoveryPoints(rows: readonly BackupRow[], machine: Ref): Promise<RecoveryPoint[]> {
  const operations = await db().operation.findMany({
    where: { kind: 'BACKUP', backupGuid: { in: rows.map(({ guid }) => guid) } },
  });
  const byBackup = new Map(operations.map((operation) => [operation.backupGuid, operation]));
  const isPlace = await loadPlaces(db());
  return rows.map((row) => presentRecoveryPoint(row, machine, byBackup.get(row.guid) ?? null, isPlace));
}

function presentRecoveryPoint(
  row: BackupRow,
  machine: Ref,
  operation: OperationRow | null,
  isPlace: (destinationGuid: string) => boolean,
): RecoveryPoint {
  const status = statusOf(row);
  const type = row.type === 'INCREMENTAL' ? 'INCREMENTAL' : wholeTypes.includes(row.type) ? 'FULL' : 'UNKNOWN';
  const isCancelled = status === 'FAILED' && operation?.state === 'CANCELLED';
  const failure = status === 'FAILED' && !isCancelled ? failureOfBackup(row, operation) : null;
  return {
    guid: row.guid,
    machine,
    type,
    status,
    statusText: status === 'UNKNOWN' ? safeWord(row.status) : null,
    typeText: type === 'UNKNOWN' ? safeWord(row.type) : null,
    startedAt: row.timeDoubt === null ? row.startedAt.toISOString() : null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    durationMs: row.durationMs === null ? null : Number(row.durationMs),
    origin: row.originType === 'USER' ? 'USER' : row.originType === 'SCHEDULE' ? 'SCHEDULE' : 'SYSTEM',
    copies:
      row.goneAt === null
        ? z
            .array(StoredLocation)
            .parse(row.locations)
            .flatMap((location) => presentCopy(location, isPlace))
        : [],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    goneAt: row.goneAt?.toISOString() ?? null,
    restorable: row.restorable,
    reason: isCancelled
      ? 'It was cancelled.'
      : (failure?.cause ?? (row.restorable ? timeReason(row.timeDoubt) : row.restorableReason)),
    failure,
    warnings: presentWarnings(row.warnings),
    ...timePartsOf(
      operation && {
        requestedAt: operation.requestedAt,
        finishedAt: operation.finishedAt,
        phases: phasesOfRow(operation),
      },
      row,
    ),
    note: row.description,
  };
}

/** A status that a newer server invented says nothing that could be relied on. */
function statusOf(row: BackupRow): RecoveryPointStatus {
  if (row.goneAt !== null) return row.goneStatus === 'FAILED' ? 'FAILED' : 'REMOVED';
  const known = (Object.keys(upstreamStatuses) as RecoveryPointStatus[]).find((status) =>
    upstreamStatuses[status].includes(row.status),
  );
  return known ?? 'UNKNOWN';
}

/** As the operation tells it; of a backup from before the portal, as its own text does. */
function failureOfBackup(row: BackupRow, operation: OperationRow | null): Failure {
  const told = operation && storedFailure(operation, operation.failure);
  return told ?? failureOf({ kind: 'BACKUP', origin: operation?.origin ?? 'OTHER' }, row.statusInfo);
}

/** Storware's kinds that need no other recovery point; SYNCHRONIZATION is a copy of one (12.9). */
const wholeTypes: readonly string[] = ['FULL', 'SYNTHETIC', 'SYNCHRONIZATION'];
const copyStates = ['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED'] as const;

/** Nothing for a copy of which the server names no place: it could be neither named nor chosen. */
function presentCopy(
  { destinationGuid, destinationName, role, status }: StoredLocation,
  isPlace: (destinationGuid: string) => boolean,
): Copy[] {
  if (destinationGuid === null) return [];
  const state = isPlace(destinationGuid) ? (copyStates.find((one) => one === status) ?? 'UNKNOWN') : 'REMOVED';
  return [
    {
      destination: { guid: destinationGuid, name: destinationName ?? 'Unnamed destination' },
      role,
      state,
      stateText: state === 'UNKNOWN' ? safeWord(status) : null,
    },
  ];
}

function timeReason(doubt: string | null): string | null {
  if (doubt === null) return null;
  return `The backup system says that it was made ${doubt === 'FUTURE' ? 'in the future' : 'long before there was such a system'}, so when it was made is not known.`;
}
