import type { Formats } from '@/lib/client/format/formats';
import { fromLocalInput, toLocalInput } from '@/lib/client/format/local-time';
import type { ExpectedRun, ExpectedRunState } from '@/lib/contracts/expected-run';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { localeOf } from '@/lib/messages/languages';

export type TimelinePoint = Pick<
  RecoveryPoint,
  | 'guid'
  | 'type'
  | 'status'
  | 'sizeBytes'
  | 'durationMs'
  | 'restorable'
  | 'reason'
  | 'reasonRef'
  | 'warnings'
  | 'expiresAt'
> & { at: number };

/** The items of the timeline: recovery points, and planned backups without a backup in time. */
export type TimelineItem = TimelinePoint | TimelineRun;

/**
 * The lanes from top to bottom: a point is in that of its type, but failures and missing backups have lanes of their
 * own.
 */
export const laneIds = ['FULL', 'INCREMENTAL', 'FAILED', 'PLANNED'] as const;
export type LaneId = (typeof laneIds)[number];

/** All items of a mark have the same lane and state: success and failure are never merged. */
export interface Mark {
  /** Distance from the left of the plot in its own units. */
  x: number;
  lane: LaneId;
  /** The newest of them, which the mark opens. */
  shown: TimelineItem;
  /** All items of the mark, oldest first. */
  points: readonly TimelineItem[];
}

/** The lane of an item; a point of an unknown kind is among the full ones, since it may need no other. */
export function laneOf(item: TimelineItem): LaneId {
  if (item.type === 'PLANNED') return 'PLANNED';
  if (item.status === 'FAILED') return 'FAILED';
  return item.type === 'INCREMENTAL' ? 'INCREMENTAL' : 'FULL';
}

/** The points with a time, oldest first; a point that has not begun yet has none. */
export function timelinePoints(points: readonly RecoveryPoint[]): TimelinePoint[] {
  return points
    .flatMap((point) => {
      const { guid, type, status, sizeBytes, durationMs, restorable, reason, reasonRef, warnings, expiresAt } = point;
      const shown = { guid, type, status, sizeBytes, durationMs, restorable, reason, reasonRef, warnings, expiresAt };
      const at = point.startedAt ?? point.finishedAt;
      return at === null ? [] : [{ ...shown, at: Date.parse(at) }];
    })
    .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
}

/** The position of a moment in a plot of this width. */
export function xOf(at: number, { from, to }: TimeRange, width: number): number {
  return ((at - from) / (to - from)) * width;
}

/**
 * Marks of the items in the range, given in order of time. Those of one lane and one state are at least `apart` from
 * each other: nearer items share a mark. Nothing is left out.
 */
export function marksOf(
  points: readonly TimelineItem[],
  range: TimeRange,
  width: number,
  apart: Readonly<Record<LaneId, number>>,
): Mark[] {
  const marks: (Mark & { points: TimelineItem[] })[] = [];
  const latest = new Map<string, Mark & { points: TimelineItem[] }>();
  for (const point of points) {
    if (point.at < range.from || point.at > range.to) continue;
    const x = xOf(point.at, range, width);
    const lane = laneOf(point);
    const key = `${lane} ${point.status}`;
    const before = latest.get(key);
    if (before && x - before.x < apart[lane]) {
      before.points.push(point);
      before.shown = point;
    } else {
      const mark = { x, lane, shown: point, points: [point] };
      latest.set(key, mark);
      marks.push(mark);
    }
  }
  return marks;
}

/** The mark nearest to a position, or null when none is within reach. */
export function nearestMark(marks: readonly Mark[], x: number, lane: Mark['lane'] | null, reach: number): Mark | null {
  let nearest: Mark | null = null;
  let best = reach;
  for (const mark of marks) {
    // A mark of another lane is taken only where this one has none near.
    const distance = Math.abs(mark.x - x) + (lane !== null && mark.lane !== lane ? reach / 2 : 0);
    if (distance <= best) {
      best = distance;
      nearest = mark;
    }
  }
  return nearest;
}

export const dayMs = 86_400_000;
/** How far the timeline goes back. */
export const timelineDays = 90;
export const zooms = [7, 30, 90] as const;
type Zoom = (typeof zooms)[number];

export interface TimeRange {
  from: number;
  to: number;
}

/** The shown range: `zoom` days, `back` whole ranges before the latest, never before the 90th day. */
export function rangeOf(zoom: Zoom, back: number, now: number): TimeRange {
  const length = zoom * dayMs;
  const to = Math.max(now - back * length, now - timelineDays * dayMs + length);
  return { from: to - length, to };
}

/** How many ranges one can go back. */
export function mostBack(zoom: Zoom): number {
  return Math.ceil(timelineDays / zoom) - 1;
}

/** The zoom and the range of a URL. */
export function readTimelineAddress(params: URLSearchParams): { zoom: Zoom; back: number } {
  const zoom = zooms.find((each) => String(each) === params.get('days')) ?? timelineDays;
  const back = /^\d{1,2}$/.test(params.get('back') ?? '') ? Number(params.get('back')) : 0;
  return { zoom, back: Math.min(back, mostBack(zoom)) };
}

export interface DayTick {
  at: number;
  /** `24 Nov`. */
  label: string;
}

/** Labelled midnights, evenly many days apart so that at most `most` are in the range. */
export function dayTicks(
  range: TimeRange,
  { language, timeZone }: Pick<Formats, 'language' | 'timeZone'>,
  most: number,
): DayTick[] {
  const days = (range.to - range.from) / dayMs;
  const step = [1, 2, 7, 14, 28].find((each) => days / each <= most) ?? 56;
  const format = new Intl.DateTimeFormat(localeOf[language], { day: 'numeric', month: 'short', timeZone });
  return midnights(range, timeZone, step).map((at) => ({ at, label: format.format(at) }));
}

/** Every `step`th midnight of the zone in the range. Days of 23 or 25 h count as days. */
export function midnights({ from, to }: TimeRange, timeZone: string, step: number): number[] {
  const found: number[] = [];
  const firstDay = Math.floor(
    Date.parse(`${toLocalInput(new Date(from).toISOString(), timeZone).slice(0, 10)}T00:00Z`) / dayMs,
  );
  for (let day = firstDay; ; day += 1) {
    // Counted from a fixed Monday, so that they do not jump when the range moves on with the clock.
    if ((day - 4) % step !== 0) continue;
    const midnight = fromLocalInput(`${new Date(day * dayMs).toISOString().slice(0, 10)}T00:00`, timeZone);
    const at = midnight === null ? day * dayMs : Date.parse(midnight);
    if (at > to) return found;
    if (at >= from) found.push(at);
  }
}

export const notKeptStates = ['MISSED', 'FAILED', 'LATE', 'SKIPPED'] as const satisfies readonly ExpectedRunState[];
export type NotKeptState = (typeof notKeptStates)[number];

/** A planned backup without a backup in time, as the timeline draws it. */
export interface TimelineRun {
  /** Its key within the timeline: a run has no guid of its own. */
  guid: string;
  /** Its lane. */
  type: 'PLANNED';
  status: NotKeptState;
  /** When it was due, and the end of its window. */
  at: number;
  windowEndsAt: number;
  cause: ExpectedRun['cause'];
  causeRef?: ExpectedRun['causeRef'];
  schedule: string;
  /** The recovery point of the run or its attempt. */
  recoveryPoint: string | null;
}

/** The planned backups without a backup in time, oldest first. The others are drawn as their recovery points alone. */
export function timelineRuns(runs: readonly ExpectedRun[]): TimelineRun[] {
  return runs
    .flatMap(({ at, windowEndsAt, state, cause, causeRef, schedule, recoveryPoint }): TimelineRun[] => {
      const status = notKeptStates.find((each) => each === state);
      if (status === undefined) return [];
      const due = Date.parse(at);
      return [
        {
          guid: `${schedule.guid}-${due}`,
          type: 'PLANNED',
          status,
          at: due,
          windowEndsAt: Math.max(due, Date.parse(windowEndsAt)),
          cause,
          causeRef,
          schedule: schedule.name,
          recoveryPoint,
        },
      ];
    })
    .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
}

/** True for those without any backup: the gaps. */
export function isGap({ status }: TimelineRun): boolean {
  return status === 'MISSED' || status === 'FAILED';
}
