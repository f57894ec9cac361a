import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { TimeRange } from './timeline-range';
import type { NotKeptState, TimelineRun } from './timeline-runs';

export type TimelinePoint = Pick<
  RecoveryPoint,
  'guid' | 'type' | 'status' | 'sizeBytes' | 'durationMs' | 'restorable' | 'reason' | 'warnings'
> & { at: number };

/** What stands on the timeline: recovery points, and planned backups that were not kept. */
export type TimelineItem = TimelinePoint | TimelineRun;

/** All of a mark are of its lane, so `shown.type` tells what they are. */
export interface Mark {
  /** Distance from the left of the plot in its own units. */
  x: number;
  lane: Exclude<TimelineItem['type'], 'UNKNOWN'>;
  /** The one that gives the mark its look: the one that needs attention most. */
  shown: TimelineItem;
  /** All that stand here, oldest first. */
  points: readonly TimelineItem[];
}

const urgency: Record<RecoveryPointStatus | NotKeptState, number> = {
  MISSED: 5,
  FAILED: 4,
  RUNNING: 3,
  PARTIAL: 2,
  UNKNOWN: 2,
  LATE: 2,
  SUCCESS: 1,
  SKIPPED: 1,
  REMOVED: 0,
};

/** The points that have a time, oldest first; a point that has not begun yet has none. */
export function timelinePoints(points: readonly RecoveryPoint[]): TimelinePoint[] {
  return points
    .flatMap(({ guid, type, status, sizeBytes, durationMs, restorable, reason, warnings, startedAt, finishedAt }) => {
      const at = startedAt ?? finishedAt;
      return at === null
        ? []
        : [{ guid, type, status, sizeBytes, durationMs, restorable, reason, warnings, at: Date.parse(at) }];
    })
    .sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
}

/** Where a moment stands in a plot of this width. */
export function xOf(at: number, { from, to }: TimeRange, width: number): number {
  return ((at - from) / (to - from)) * width;
}

/**
 * Marks of what is in the range, given in order of time. In each lane they stand at least `apart` from each other: what is
 * nearer than that shares a mark, which looks like the most urgent of them. Nothing is left out.
 */
export function marksOf(points: readonly TimelineItem[], range: TimeRange, width: number, apart: number): Mark[] {
  const marks: (Mark & { points: TimelineItem[] })[] = [];
  const latest = new Map<Mark['lane'], Mark & { points: TimelineItem[] }>();
  for (const point of points) {
    if (point.at < range.from || point.at > range.to) continue;
    const x = xOf(point.at, range, width);
    // One of an unknown kind stands among the full ones: it may need no other.
    const lane = point.type === 'UNKNOWN' ? 'FULL' : point.type;
    const before = latest.get(lane);
    if (before && x - before.x < apart) {
      before.points.push(point);
      if (urgency[point.status] >= urgency[before.shown.status]) before.shown = point;
    } else {
      const mark = { x, lane, shown: point, points: [point] };
      latest.set(lane, mark);
      marks.push(mark);
    }
  }
  return marks;
}

/** The mark nearest to a place, or null when none is within reach. */
export function nearestMark(marks: readonly Mark[], x: number, lane: Mark['lane'] | null, reach: number): Mark | null {
  let nearest: Mark | null = null;
  let best = reach;
  for (const mark of marks) {
    // A mark of the other lane is taken only where this one has none near.
    const distance = Math.abs(mark.x - x) + (lane !== null && mark.lane !== lane ? reach / 2 : 0);
    if (distance <= best) {
      best = distance;
      nearest = mark;
    }
  }
  return nearest;
}
