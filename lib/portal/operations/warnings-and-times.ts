import { say } from '@/lib/core/say';
import { backupIncomplete, warnedUnreadable } from '@/lib/mirror/backups/backup-row';
import type { Operation, Phase, Warning } from '@/lib/contracts/operation';

/** Shown in place of a warning whose text is not known (any more); stored among the backup system's own. */
export const warnedOnce = say('note.warned');
const ownWarnings = [warnedOnce, warnedUnreadable, backupIncomplete];

/** Sanitized texts as a tenant sees them. */
export function presentWarnings(texts: readonly string[]): Warning[] {
  return texts.map((text) => ({
    text,
    textRef: ownWarnings.find((own) => own.text === text)?.ref ?? null,
    acknowledgedBy: null,
  }));
}

/** The times of a backup's phases and their queues. */
export type TimedBackup = {
  readonly queuedExportMs: bigint | null;
  readonly exportMs: bigint | null;
  readonly queuedStoreMs: bigint | null;
  readonly storeMs: bigint | null;
  readonly durationMs: bigint | null;
};

/** The same of an operation. */
export type TimedOperation = {
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  readonly phases: readonly Phase[];
};

/**
 * Waiting time and working time of a backup: the same for its operation and its recovery point. Work is as Storware
 * measured it, else as its tasks show it; the rest from request to end is waiting time.
 */
export function timePartsOf(
  operation: TimedOperation | null,
  backup: TimedBackup | null,
): Pick<Operation, 'waitedMs' | 'workedMs'> {
  if (operation !== null && operation.finishedAt === null) return { waitedMs: null, workedMs: null };
  const workedMs =
    sumOf([backup?.exportMs, backup?.storeMs]) ??
    (operation && workOf(operation.phases)) ??
    numberOf(backup?.durationMs);
  if (operation?.finishedAt) {
    const tookMs = operation.finishedAt.getTime() - operation.requestedAt.getTime();
    return { workedMs, waitedMs: workedMs === null ? null : Math.max(0, tookMs - workedMs) };
  }
  return { workedMs, waitedMs: sumOf([backup?.queuedExportMs, backup?.queuedStoreMs]) };
}

/** Zero for phases that never began; null when the end of one is not known. */
function workOf(phases: readonly Phase[]): number | null {
  if (phases.length === 0) return null;
  let worked = 0;
  for (const { state, startedAt, finishedAt } of phases) {
    if (state === 'NOT_REACHED' || (startedAt === null && state === 'CANCELLED')) continue;
    if (startedAt === null || finishedAt === null) return null;
    worked += Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
  }
  return worked;
}

function sumOf(parts: readonly (bigint | null | undefined)[]): number | null {
  const known = parts.flatMap((part) => (part == null ? [] : [Number(part)]));
  return known.length === 0 ? null : known.reduce((sum, part) => sum + part, 0);
}

function numberOf(value: bigint | null | undefined): number | null {
  return value == null ? null : Number(value);
}
