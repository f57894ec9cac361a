import 'server-only';
import type { Tx } from '@/lib/db/client';
import type { ExpectedMs } from './project-operation';

const sampleSize = 5;

/** How long export and store took for this machine's newest good backups of the same type (of any type when there is none). */
export async function expectedDurations(tx: Tx, machineGuid: string, backupType: string | null): Promise<ExpectedMs> {
  const rows = await tx.mirrorBackup.findMany({
    where: { machineGuid, status: { in: ['SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED'] }, exportMs: { not: null }, storeMs: { not: null } },
    orderBy: { startedAt: 'desc' },
    take: sampleSize * 4,
    select: { type: true, exportMs: true, storeMs: true },
  });
  const alike = rows.filter((row) => row.type === backupType);
  const sample = (alike.length > 0 ? alike : rows).slice(0, sampleSize);
  if (sample.length === 0) return {};
  return { EXPORT: median(sample.map((row) => Number(row.exportMs))), STORE: median(sample.map((row) => Number(row.storeMs))) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
