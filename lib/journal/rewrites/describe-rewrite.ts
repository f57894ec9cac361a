import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite } from '@/lib/time/schedule-rewrite';
import type { ScheduleRewrite } from '@/lib/time/schedule-rewrite';
import { localMoment } from '@/lib/time/preview-runs';

/** The latest rewrite that was due from `since` on and up to `now`; null when there was none. */
export function rewriteDueBy(intent: ScheduleIntent, since: Date, now: Date): ScheduleRewrite | null {
  let due: ScheduleRewrite | null = null;
  for (
    let next = nextRewrite(intent, new Date(since.getTime() - 1));
    next !== null && next.at <= now;
    next = nextRewrite(intent, next.at)
  )
    due = next;
  return due;
}

/** Why a schedule was written anew, for its history. `isLate`: done when the time for it was over. */
export function describeRewrite(intent: ScheduleIntent, due: ScheduleRewrite | null, isLate: boolean): string {
  const late = isLate
    ? ' This was done later than planned: a run around the change may have been left out, or have come at the old time.'
    : '';
  return `${causeOf(intent, due)} It goes on running at the times of ${intent.timeZone} that were chosen.${late}`;
}

function causeOf({ timeZone }: ScheduleIntent, due: ScheduleRewrite | null): string {
  if (due?.cause === 'OFFSET') {
    const { before, after } = due.offsetMinutes;
    const { date } = localMoment(timeZone, due.changesAt);
    return `Written anew in the backup system because the clocks of ${timeZone} change from ${utcOffset(before)} to ${utcOffset(after)} on ${date}.`;
  }
  if (due?.cause === 'CALENDAR')
    return 'Written anew in the backup system, which has to be told its days some months ahead.';
  return 'Written anew in the backup system.';
}

function utcOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (minutes === 0) return 'UTC';
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
