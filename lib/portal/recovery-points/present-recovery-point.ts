import * as z from 'zod';
import type { Copy, RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { Ref } from '@/lib/contracts/scalar';
import { curateStatusInfo } from '@/lib/core/curate';
import { StoredLocation } from '@/lib/mirror/stored-json';
import type { BackupRow } from '@/lib/portal/scope/owned-recovery-point';

/** Storware's statuses behind each of ours (STORWARE_API.md 12.4). */
export const upstreamStatuses: Readonly<Record<RecoveryPointStatus, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  PARTIAL: ['PARTIAL_SUCCESS'],
  FAILED: ['FAILED'],
  RUNNING: ['QUEUED', 'INPROGRESS'],
  REMOVED: ['SUCCESS_REMOVED'],
};

/** A backup as a tenant sees it. */
export function presentRecoveryPoint(row: BackupRow, machine: Ref): RecoveryPoint {
  const status = statusOf(row);
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
    copies: z.array(StoredLocation).parse(row.locations).map(presentCopy),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    restorable: row.restorable,
    reason: reasonOf(row, status),
    note: row.description,
  };
}

/** A status that a newer server invented counts as partial: something is there, and nobody here knows how much. */
function statusOf(row: BackupRow): RecoveryPointStatus {
  const known = (Object.keys(upstreamStatuses) as RecoveryPointStatus[]).find((status) => upstreamStatuses[status].includes(row.status));
  return known ?? 'PARTIAL';
}

function reasonOf(row: BackupRow, status: RecoveryPointStatus): string | null {
  if (status === 'FAILED') return row.statusInfo === null ? 'The backup failed; the backup system gave no reason.' : curateStatusInfo(row.statusInfo);
  return row.restorable ? null : row.restorableReason;
}

const copyStates = ['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED'] as const;

function presentCopy(location: StoredLocation): Copy {
  return {
    destination: { guid: location.destinationGuid ?? '', name: location.destinationName ?? 'Unnamed destination' },
    role: location.role,
    state: copyStates.find((state) => state === location.status) ?? 'UNKNOWN',
  };
}
