import { intendedRuns } from './intended-runs';
import type { RunChange } from './intended-runs';
import type { ScheduleIntent } from './schedule-intent';
import { wallTime } from './wall-clock';
import { offsetAt } from './zone-offsets';

/** A moment as the schedule's own zone shows it. */
export type LocalMoment = { readonly date: string; readonly time: string; readonly offset: string };

export type PreviewRun = {
  readonly at: Date;
  readonly windowEndsAt: Date;
  readonly local: LocalMoment;
  readonly windowEndsLocal: LocalMoment;
  /** What a change of summer time does to this run; null on ordinary days. */
  readonly change: RunChange | null;
};

/** The next runs after `now` that the intent names, in UTC and in its own zone, each with the end of its window. */
export function previewRuns(intent: ScheduleIntent, now: Date, count = 10): PreviewRun[] {
  return intendedRuns(intent, now, count).map((run) => ({
    ...run,
    local: localMoment(intent.timeZone, run.at),
    windowEndsLocal: localMoment(intent.timeZone, run.windowEndsAt),
  }));
}

/** `2026-03-29`, `03:30`, `+02:00`: what the clocks of a zone show at a moment. */
export function localMoment(timeZone: string, at: Date): LocalMoment {
  const offsetMs = offsetAt(timeZone, at.getTime());
  const wall = at.getTime() + offsetMs;
  return {
    date: new Date(wall).toISOString().slice(0, 10),
    time: wallTime(wall),
    offset: `${offsetMs < 0 ? '-' : '+'}${wallTime(Math.abs(offsetMs))}`,
  };
}

/** What a mark means, in a person's words. */
export function explainChange(change: RunChange): string {
  switch (change.kind) {
    case 'MOVED':
      return `${change.wallTime} does not exist on this day, because the clocks go forward. The run comes once, later by as much as the clocks jump.`;
    case 'DOUBLED':
      return change.turn === 'ONLY_FIRST'
        ? 'This time comes twice on this day, because the clocks go back. It runs the first time only.'
        : `This time comes twice on this day, because the clocks go back. It runs both times; this is the ${change.turn === 'FIRST' ? 'first' : 'second'}.`;
    case 'SKIPPED':
      return `Because the clocks go forward on this day, ${change.wallTimes.join(', ')} ${change.wallTimes.length === 1 ? 'does' : 'do'} not exist and ${change.wallTimes.length === 1 ? 'is' : 'are'} left out.`;
  }
}
