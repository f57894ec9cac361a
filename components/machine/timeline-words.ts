import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { formatBytes } from '@/lib/client/format-bytes';
import { formatDuration } from '@/lib/client/format-duration';
import { formatExact, formatShort } from '@/lib/client/format-time';
import type { Gap } from './timeline-gaps';
import type { TimelinePoint } from './timeline-marks';
import { dayMs } from './timeline-range';
import type { TimeRange } from './timeline-range';

export const typeWords: Record<RecoveryPoint['type'], string> = { FULL: 'Full', INCREMENTAL: 'Incremental' };
export const statusWords: Record<RecoveryPointStatus, string> = { SUCCESS: 'complete', PARTIAL: 'partial', FAILED: 'failed', RUNNING: 'running', REMOVED: 'removed' };

/** One point in one sentence: `Full, complete, Tue 24 Nov 2026, 02:00:00 CET, 12.3 GiB in 14 min`. */
export function pointSentence(point: TimelinePoint, timeZone: string): string {
  const figures = [point.sizeBytes === null ? null : formatBytes(point.sizeBytes), point.durationMs === null ? null : `in ${formatDuration(point.durationMs)}`].filter((text) => text !== null).join(' ');
  return [typeWords[point.type], statusWords[point.status], formatExact(new Date(point.at).toISOString(), timeZone), figures, point.reason ?? ''].filter((text) => text !== '').join(', ');
}

/** What the timeline shows, for everybody and for screen readers above all: `74 points: 70 complete, 4 failed. 12 full, 62 incremental.` */
export function summarySentence(points: readonly TimelinePoint[]): string {
  if (points.length === 0) return 'No recovery point in this time.';
  const statuses = recoveryPointStatuses.map((status) => [points.filter((point) => point.status === status).length, statusWords[status]] as const);
  const types = (['FULL', 'INCREMENTAL'] as const).map((type) => [points.filter((point) => point.type === type).length, typeWords[type].toLowerCase()] as const);
  return `${points.length} ${points.length === 1 ? 'point' : 'points'}: ${counted(statuses)}; ${counted(types)}.`;
}

function counted(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** One gap in one sentence. */
export function gapSentence(gap: Gap, timeZone: string, now: number): string {
  const from = formatShort(new Date(gap.from).toISOString(), timeZone);
  const stretch = gap.to >= now ? `since ${from}` : `from ${from} to ${formatShort(new Date(gap.to).toISOString(), timeZone)}`;
  const why = gap.kind === 'missed' ? `${gap.missedRuns} scheduled ${gap.missedRuns === 1 ? 'run' : 'runs'} left none` : 'longer than usual';
  return `No good recovery point for ${gapLength(gap)}, ${stretch}: ${why}.`;
}

/** Gaps are longer than a day, and hours say nothing then: `6 days`. */
export function gapLength({ from, to }: TimeRange): string {
  const days = Math.round((to - from) / dayMs);
  return days <= 1 ? formatDuration(to - from) : `${days} days`;
}
