import 'server-only';
import type { OperationKind } from '@/lib/contracts/operation';
import type { Tx } from '@/lib/db/client';
import type { ExpectedMs } from './project-operation';

const sampleSize = 5;

/**
 * How long the phases of work of this kind took for this machine: the medians of its newest good backups of the same type (of any
 * type when there is none), or of its newest good restores and mounts.
 */
export async function expectedDurations(
  tx: Tx,
  machineGuid: string,
  kind: OperationKind,
  backupType: string | null,
): Promise<ExpectedMs> {
  return kind === 'BACKUP' ? ofBackups(tx, machineGuid, backupType) : ofRestores(tx, machineGuid);
}

async function ofBackups(tx: Tx, machineGuid: string, backupType: string | null): Promise<ExpectedMs> {
  const rows = await tx.mirrorBackup.findMany({
    where: {
      machineGuid,
      status: { in: ['SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED'] },
      exportMs: { not: null },
      storeMs: { not: null },
    },
    orderBy: { startedAt: 'desc' },
    take: sampleSize * 4,
    select: { type: true, exportMs: true, storeMs: true },
  });
  const alike = rows.filter((row) => row.type === backupType);
  const sample = (alike.length > 0 ? alike : rows).slice(0, sampleSize);
  if (sample.length === 0) return {};
  return { EXPORT: median(sample.map((row) => row.exportMs)), STORE: median(sample.map((row) => row.storeMs)) };
}

async function ofRestores(tx: Tx, machineGuid: string): Promise<ExpectedMs> {
  const rows = await tx.mirrorRestoreJob.findMany({
    where: { machineGuid, status: 'SUCCESS' },
    orderBy: { restoredAt: 'desc' },
    take: sampleSize * 2,
    select: { restoreMs: true, importMs: true, mountMs: true },
  });
  return {
    RESTORE: median(rows.map((row) => row.restoreMs)),
    IMPORT: median(rows.map((row) => row.importMs)),
    MOUNT: median(rows.map((row) => row.mountMs)),
  };
}

/** Of those that are known; undefined when none is. */
function median(values: readonly (bigint | null)[]): number | undefined {
  const sorted = values.flatMap((value) => (value === null ? [] : [Number(value)])).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
