import { firingMinutes, windowMinutes } from './schedule-intent';
import type { ScheduleIntent } from './schedule-intent';
import { firesOn } from './upstream-schedule';
import { dayMs, minuteMs, offsetAt, transitionsBetween, wallTime } from './zone-offsets';

/**
 * The effect of a clock change on a run. MOVED: `wallTime` does not exist on that day; the run comes when the old clock
 * would have shown it (02:30 is 03:30 on the new one). DOUBLED: its time comes twice; a TIME runs the first time only,
 * an INTERVAL both times. SKIPPED: `wallTimes` of an INTERVAL do not exist on that day and are omitted; this run is the
 * nearest.
 */
export type RunChange =
  | { readonly kind: 'MOVED'; readonly wallTime: string }
  | { readonly kind: 'DOUBLED'; readonly turn: 'ONLY_FIRST' | 'FIRST' | 'SECOND' }
  | { readonly kind: 'SKIPPED'; readonly wallTimes: readonly string[] };

export type IntendedRun = { readonly at: Date; readonly windowEndsAt: Date; readonly change: RunChange | null };

type DayRun = { at: number; wall: number; change: RunChange | null };

/** With any restriction, an allowed day comes again within this time. */
const searchDays = 400;
/** No zone is further ahead of UTC. */
const furthestAheadMs = 15 * 3_600_000;

/**
 * The instants that the definition names, strictly after `after`, in order: up to and including `until`, or the first
 * `until` of them. At a clock change a TIME runs exactly once on each of its days, read with the offset before the
 * change when its local time is skipped or doubled (as in RFC 5545 3.3.5). An INTERVAL follows the local time: skipped
 * times don't run, doubled times run twice, so that the distance between runs never grows; only if all its times of a
 * day are skipped do they move like a TIME.
 */
export function intendedRuns(intent: ScheduleIntent, after: Date, until: Date | number): IntendedRun[] {
  const count = typeof until === 'number' ? until : Infinity;
  const last = typeof until === 'number' ? Infinity : until.getTime();
  const found: IntendedRun[] = [];
  for (const run of runsFrom(intent, after.getTime())) {
    if (found.length >= count || run.at.getTime() > last) break;
    found.push(run);
  }
  return found;
}

/** The same as an endless generator, for callers that do not know how many they need. */
export function* runsFrom(intent: ScheduleIntent, after: number): Generator<IntendedRun, void> {
  const windowMs = windowMinutes(intent) * minuteMs;
  const offsets = firingMinutes(intent).map((minute) => minute * minuteMs);
  let waiting: DayRun[] = [];
  let latest = after;
  let day = Math.floor(after / dayMs) * dayMs - 3 * dayMs;
  for (let idleDays = 0; idleDays <= searchDays; day += dayMs, idleDays += 1) {
    if (firesOn(intent, day)) waiting.push(...runsOfDay(intent, day, offsets));
    if (waiting.length === 0) continue;
    idleDays = 0;
    // Later days can't come before this, but runs of this day can come after runs of the next.
    const settled = day + dayMs - furthestAheadMs;
    waiting.sort((one, other) => one.at - other.at);
    for (const { at, change } of waiting) {
      if (at >= settled) break;
      if (at <= latest) continue;
      latest = at;
      yield { at: new Date(at), windowEndsAt: new Date(at + windowMs), change };
    }
    waiting = waiting.filter(({ at }) => at >= settled);
  }
}

function runsOfDay(intent: ScheduleIntent, day: number, offsets: number[]): DayRun[] {
  const walls = offsets.map((offset) => day + offset);
  if (transitionsBetween(intent.timeZone, day - 2 * dayMs, day + 4 * dayMs).length === 0) {
    const offset = offsetAt(intent.timeZone, day);
    return walls.map((wall) => ({ at: wall - offset, wall, change: null }));
  }
  const readings = walls.map((wall) => ({ wall, ...readWall(intent.timeZone, wall) }));
  if (intent.execution.kind === 'TIME' || readings.every(({ times }) => times.length === 0))
    return readings.map(runOnce);
  return withSkipped(
    readings.flatMap(runAsTheClockShows),
    readings.filter(({ times }) => times.length === 0).map(({ wall }) => wall),
  );
}

/**
 * The moments at which the zone's clocks show `wall`, and the one at which they would have without the last clock
 * change.
 */
function readWall(timeZone: string, wall: number): { times: number[]; byOldClock: number } {
  const before = offsetAt(timeZone, wall - dayMs);
  const after = offsetAt(timeZone, wall + dayMs);
  const times = [...new Set([before, after])]
    .filter((offset) => offsetAt(timeZone, wall - offset) === offset)
    .map((offset) => wall - offset);
  return { times: times.sort((one, other) => one - other), byOldClock: wall - before };
}

function runOnce({
  wall,
  times: [first, second],
  byOldClock,
}: {
  wall: number;
  times: number[];
  byOldClock: number;
}): DayRun {
  if (first === undefined) return { at: byOldClock, wall, change: { kind: 'MOVED', wallTime: wallTime(wall) } };
  return { at: first, wall, change: second === undefined ? null : { kind: 'DOUBLED', turn: 'ONLY_FIRST' } };
}

function runAsTheClockShows({ wall, times }: { wall: number; times: number[] }): DayRun[] {
  return times.map((at, index) => ({
    at,
    wall,
    change: times.length < 2 ? null : { kind: 'DOUBLED', turn: index === 0 ? 'FIRST' : 'SECOND' },
  }));
}

function withSkipped(runs: DayRun[], skipped: number[]): DayRun[] {
  const [firstSkipped] = skipped;
  if (firstSkipped === undefined) return runs;
  const nearest = runs.find(({ wall }) => wall > firstSkipped) ?? runs.at(-1);
  return runs.map((run) =>
    run === nearest ? { ...run, change: { kind: 'SKIPPED', wallTimes: skipped.map(wallTime) } } : run,
  );
}

/** A moment in the local time of the schedule's zone. */
type LocalMoment = { readonly date: string; readonly time: string; readonly offset: string };

export type PreviewRun = {
  readonly at: Date;
  readonly windowEndsAt: Date;
  readonly local: LocalMoment;
  readonly windowEndsLocal: LocalMoment;
  /** The effect of a change of summer time on this run; null on ordinary days. */
  readonly change: RunChange | null;
};

/** The next runs after `now`, in UTC and in the schedule's zone, each with the end of its window. */
export function previewRuns(intent: ScheduleIntent, now: Date, count = 10): PreviewRun[] {
  return intendedRuns(intent, now, count).map((run) => ({
    ...run,
    local: localMoment(intent.timeZone, run.at),
    windowEndsLocal: localMoment(intent.timeZone, run.windowEndsAt),
  }));
}

/** `2026-03-29`, `03:30`, `+02:00`: the local time of a zone at a moment. */
export function localMoment(timeZone: string, at: Date): LocalMoment {
  const offsetMs = offsetAt(timeZone, at.getTime());
  const wall = at.getTime() + offsetMs;
  return {
    date: new Date(wall).toISOString().slice(0, 10),
    time: wallTime(wall),
    offset: `${offsetMs < 0 ? '-' : '+'}${wallTime(Math.abs(offsetMs))}`,
  };
}
