import { formatBytes } from '@/lib/client/format/numbers';
import { formatDuration, formatExact } from '@/lib/client/format/time';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { notKeptStates } from './timeline-marks';
import type { NotKeptState, TimelinePoint, TimelineRun } from './timeline-marks';

export const typeWords: Record<RecoveryPoint['type'], string> = {
  FULL: 'Full',
  INCREMENTAL: 'Incremental',
  UNKNOWN: 'Unknown kind',
};
const statusWords: Record<RecoveryPointStatus, string> = {
  SUCCESS: 'complete',
  PARTIAL: 'partial',
  FAILED: 'failed',
  RUNNING: 'running',
  REMOVED: 'removed',
  UNKNOWN: 'unknown',
};
const runWords: Record<NotKeptState, string> = {
  MISSED: 'missed',
  FAILED: 'failed',
  LATE: 'late',
  SKIPPED: 'skipped',
};

/** One point in one sentence: `Full, complete, Tue 24 Nov 2026, 02:00:00 CET, 12.3 GiB in 14 min`. */
export function pointSentence(point: TimelinePoint, timeZone: string): string {
  const figures = [
    point.sizeBytes === null ? null : formatBytes(point.sizeBytes),
    point.durationMs === null ? null : `in ${formatDuration(point.durationMs)}`,
  ]
    .filter((text) => text !== null)
    .join(' ');
  return [
    typeWords[point.type],
    statusWords[point.status],
    formatExact(new Date(point.at).toISOString(), timeZone),
    figures,
    point.reason ?? '',
    ...point.warnings.map(({ text }) => `warning: ${text}`),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** What the timeline shows, for everybody and for screen readers above all: `74 points: 70 complete, 4 failed. 12 full, 62 incremental.` */
export function summarySentence(points: readonly TimelinePoint[]): string {
  if (points.length === 0) return 'No recovery point in this time.';
  const statuses = recoveryPointStatuses.map(
    (status) => [points.filter((point) => point.status === status).length, statusWords[status]] as const,
  );
  const types = (['FULL', 'INCREMENTAL', 'UNKNOWN'] as const).map(
    (type) => [points.filter((point) => point.type === type).length, typeWords[type].toLowerCase()] as const,
  );
  return `${points.length} ${points.length === 1 ? 'point' : 'points'}: ${counted(statuses)}; ${counted(types)}.`;
}

function counted(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** One planned backup that was not kept, in one sentence: `Planned backup missed, due Tue 24 Nov 2026, 02:00:00 CET, Nightly, The backup system was …`. */
export function runSentence(run: TimelineRun, timeZone: string): string {
  return [
    `Planned backup ${runWords[run.status]}`,
    `due ${formatExact(new Date(run.at).toISOString(), timeZone)}`,
    run.schedule,
    run.cause ?? '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** How the planned backups on show came out, as far as they were not kept: `Planned backups: 2 missed, 1 late.` */
export function notKeptSentence(runs: readonly TimelineRun[]): string {
  if (runs.length === 0) return '';
  return `Planned backups: ${counted(notKeptStates.map((state) => [runs.filter(({ status }) => status === state).length, runWords[state]] as const))}.`;
}
