import * as z from 'zod';
import type { Operation, OperationState } from '@/lib/contracts/operation';
import { Preflight } from '@/lib/contracts/restore';
import type { Restore } from '@/lib/contracts/restore';
import { failureOf } from '@/lib/core/failure';
import type { Prisma } from '@/lib/db/generated/client';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';

const StoredMode = z.enum(['IMPORT', 'FILE_SYSTEM']).catch('IMPORT');
const StoredReport = Preflight.nullable().catch(null);

/** A restore that the portal followed; `operation` is the row as its tenant may see it. What was asked for and found before stays with the tenant that asked. */
export function presentRestore(row: OperationRow, operation: Operation, tenantId: string): Restore {
  const isOwn = row.tenantId === tenantId;
  return {
    id: row.id,
    operation: row.id,
    machine: operation.machine,
    recoveryPoint: operation.source,
    mode: StoredMode.parse(row.mode),
    state: operation.state,
    name: isOwn ? row.targetName : null,
    target: isOwn ? row.targetText : null,
    requestedBy: operation.requestedBy,
    requestedAt: operation.requestedAt,
    finishedAt: operation.finishedAt,
    durationMs:
      row.finishedAt === null
        ? null
        : Math.max(0, row.finishedAt.getTime() - (row.startedAt ?? row.requestedAt).getTime()),
    failure: operation.failure,
    note: operation.note,
    result: operation.result?.machine ?? null,
    preflight: isOwn ? StoredReport.parse(row.preflight) : null,
  };
}

type JobRow = Prisma.MirrorRestoreJobGetPayload<object>;

const modes: Readonly<Record<string, Restore['mode']>> = { RESTORE: 'FILE_SYSTEM', RESTORE_AND_MOUNT: 'MOUNT' };

/** A restore that only Storware's history knows: the provider's, or one from before the portal. Who ordered it is an account of Storware, and not told. */
export function presentJob(row: JobRow, state: OperationState, machineName: string): Restore {
  const durationMs = row.durationMs === null ? null : Number(row.durationMs);
  const requestedAt = row.restoredAt ?? row.firstSeenAt;
  const isOver = state !== 'QUEUED' && state !== 'RUNNING';
  return {
    id: row.guid,
    operation: null,
    machine: { guid: row.machineGuid, name: machineName },
    recoveryPoint:
      row.backupGuid === null ? null : { guid: row.backupGuid, startedAt: row.backupAt?.toISOString() ?? null },
    mode: modes[row.type ?? ''] ?? 'IMPORT',
    state,
    name: null,
    target: null,
    requestedBy: null,
    requestedAt: requestedAt.toISOString(),
    finishedAt: isOver && durationMs !== null ? new Date(requestedAt.getTime() + durationMs).toISOString() : null,
    durationMs: isOver ? durationMs : null,
    failure: state === 'FAILED' ? failureOf({ kind: 'RESTORE', origin: 'OTHER' }, row.statusInfo) : null,
    note: 'It was not started here.',
    result: null,
    preflight: null,
  };
}
