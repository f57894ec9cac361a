import { dayMs, laneIds, laneOf, xOf } from './timeline-marks';
import type { LaneId, TimelinePoint, TimeRange } from './timeline-marks';

export interface Lane {
  id: LaneId;
  top: number;
  bottom: number;
}

/** Space above the lanes for the labels of the present and of future expiries. */
const topSpace = 18;
const laneHeights: Record<LaneId, number> = { FULL: 52, INCREMENTAL: 52, FAILED: 24, PLANNED: 24 };
const tallestBar = 40;
const lowestBar = 4;
/** A point of unknown size is drawn with a medium height. */
const unknownBar = 12;

/**
 * The lanes with their positions from top to bottom: those of points always, those of failures only where there are
 * some.
 */
export function lanesOf(items: readonly Parameters<typeof laneOf>[0][]): { lanes: Lane[]; height: number } {
  const used = new Set<LaneId>(['FULL', 'INCREMENTAL', ...items.map(laneOf)]);
  let bottom = topSpace;
  const lanes = laneIds
    .filter((id) => used.has(id))
    .map((id) => ({ id, top: bottom, bottom: (bottom += laneHeights[id]) }));
  return { lanes, height: bottom };
}

/** The lane at a height of the plot, the nearest one otherwise. */
export function laneAt(y: number, lanes: readonly Lane[]): LaneId | null {
  return (lanes.find(({ bottom }) => y < bottom) ?? lanes.at(-1))?.id ?? null;
}

/** The largest size in each lane of bars; 0 where no size is known. */
export function largestSizes(points: readonly TimelinePoint[]): Record<'FULL' | 'INCREMENTAL', number> {
  const largest = { FULL: 0, INCREMENTAL: 0 };
  for (const point of points) {
    const lane = laneOf(point);
    if (lane === 'FULL' || lane === 'INCREMENTAL') largest[lane] = Math.max(largest[lane], point.sizeBytes ?? 0);
  }
  return largest;
}

/** The height of a bar relative to the largest of its lane: by the largest of its points. */
export function barHeight(points: readonly Pick<TimelinePoint, 'sizeBytes'>[], largest: number): number {
  const sizes = points.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  if (sizes.length === 0 || largest <= 0) return unknownBar;
  return Math.max(lowestBar, Math.round((Math.max(...sizes) / largest) * tallestBar));
}

/** Width of a bar: half a day, within a minimum and a maximum. */
export function barWidth({ from, to }: TimeRange, plot: number): number {
  return Math.max(3, Math.min(9, Math.round((plot / ((to - from) / dayMs)) * 0.5)));
}

/** The share of the range in the future where something expires there. */
const aheadShare = 0.25;

/** The drawn range: beyond the present, too, where the range ends there and points expire soon. */
export function axisOf(range: TimeRange, points: readonly TimelinePoint[], now: number): TimeRange {
  if (range.to < now) return range;
  const to = range.to + (range.to - range.from) * aheadShare;
  return expiriesOf(points, now, to).length > 0 ? { from: range.from, to } : range;
}

/** A point that expires at `at`. */
export interface Expiry {
  at: number;
  point: TimelinePoint;
}

/** What retention removes until then, soonest first. */
export function expiriesOf(points: readonly TimelinePoint[], now: number, until: number): Expiry[] {
  return points
    .flatMap((point) => {
      const at = point.expiresAt === null ? Number.NaN : Date.parse(point.expiresAt);
      return point.status !== 'FAILED' && point.status !== 'REMOVED' && at > now && at <= until ? [{ at, point }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

/**
 * Those that are drawn: in each lane the ones at least `apart` from the one before, so that outlines do not overlap.
 */
export function drawnExpiries(expiries: readonly Expiry[], axis: TimeRange, plot: number, apart: number): Expiry[] {
  const last = new Map<LaneId, number>();
  return expiries.filter(({ at, point }) => {
    const x = xOf(at, axis, plot);
    if (x - (last.get(laneOf(point)) ?? -apart) < apart) return false;
    last.set(laneOf(point), x);
    return true;
  });
}

/** An empty part of the range, from its left end. */
export interface EmptyStretch extends TimeRange {
  /** The number of its hidden points; 0 where none is known. */
  removed: number;
  /** When the first drawn point is; null without any. */
  firstAt: number | null;
}

/** An empty part below this share of the range needs no text. */
const leastEmptyShare = 0.05;

/** The time before the first drawn point, when it is a large part of the range. Points are given oldest first. */
export function emptyStretch(
  drawn: readonly TimelinePoint[],
  folded: readonly TimelinePoint[],
  { from, to }: TimeRange,
): EmptyStretch | null {
  const firstAt = drawn[0]?.at ?? null;
  const end = firstAt === null ? to : Math.min(firstAt, to);
  if (end - from < (to - from) * leastEmptyShare) return null;
  const removed = folded.filter(({ at }) => at >= from && at < end).length;
  return { from, to: end, removed, firstAt };
}

/** The positions of hidden points, at most one for each pixel. */
export function foldedPlaces(
  folded: readonly TimelinePoint[],
  range: TimeRange,
  axis: TimeRange,
  plot: number,
): number[] {
  const places = folded
    .filter(({ at }) => at >= range.from && at <= range.to)
    .map(({ at }) => Math.round(xOf(at, axis, plot)));
  return [...new Set(places)];
}
