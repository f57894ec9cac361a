import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';
import type { MachineSchedule } from '@/lib/contracts/machine';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { dayMs } from './timeline-range';
import type { TimeRange } from './timeline-range';

export interface Gap extends TimeRange {
  /** `missed`: scheduled runs left nothing good behind; `unusual`: no schedule to judge by, and longer than usual. */
  kind: 'missed' | 'unusual';
  /** Scheduled runs without a good point, 0 for `unusual`. */
  missedRuns: number;
}

export interface GapInput {
  points: readonly Pick<RecoveryPoint, 'status' | 'startedAt'>[];
  schedules: readonly MachineSchedule[];
  /** Where the points were read from, and the present. */
  range: TimeRange;
  /** A machine that is gone has no runs to miss after its last point. */
  present: boolean;
}

/** A run counts as served by whatever good point starts within a day after it: queues are long, and hourly runs may skip one. */
const servedWithinMs = dayMs;
const unusualFactor = 1.5;
/** How many distances on either side tell what is usual there. */
const neighbours = 3;

/**
 * Stretches without a good point where one should be: longer than 1.5 times what is usual around there (or with failed
 * attempts in it), and longer than a day. With schedules that run, a run of theirs must have left nothing, so that an agreed
 * pause such as a weekend is no gap; today's schedules alone do not judge a past with another rhythm. Points that retention
 * has removed were good in their time. Gaps are in order and apart.
 */
export function gapsOf({ points, schedules, range, present }: GapInput): Gap[] {
  const known = points.flatMap(({ status, startedAt }) => (startedAt === null ? [] : [{ status, at: Date.parse(startedAt) }])).sort((a, b) => a.at - b.at);
  const first = known[0];
  const last = known.at(-1);
  // What was before the first point is unknown: the machine, or its schedule, may be younger.
  if (!first || !last) return [];
  const until = present ? range.to : last.at;
  const good = [...new Set(known.filter(({ status }) => isGood(status)).map(({ at }) => at))];
  const failed = known.filter(({ status }) => status === 'FAILED').map(({ at }) => at);
  const running = schedules.filter(({ active }) => active);
  const missed = running.length === 0 ? null : runsOf(running, first.at, until).filter((run) => run + servedWithinMs <= until && !hasBetween(good, run, run + servedWithinMs));
  const edges = [...(good[0] === first.at ? [] : [first.at]), ...good, until];
  return stretchesOf(edges).flatMap((stretch): Gap[] => {
    const missedRuns = missed ? between(missed, stretch.from, stretch.to) : 0;
    const isUnusual = stretch.usual !== null && stretch.to - stretch.from > stretch.usual * unusualFactor;
    const isJudged = missed ? missedRuns > 0 && (isUnusual || stretch.usual === null || hasBetween(failed, stretch.from, stretch.to)) : isUnusual && stretch.witnesses >= neighbours;
    if (!isJudged || stretch.to - stretch.from <= dayMs) return [];
    return [{ from: stretch.from, to: stretch.to, kind: missed ? 'missed' : 'unusual', missedRuns }];
  });
}

function isGood(status: RecoveryPoint['status']): boolean {
  return status === 'SUCCESS' || status === 'PARTIAL' || status === 'REMOVED';
}

/** The stretches between consecutive edges, each with the distance that is usual around it; null where nothing tells. */
function stretchesOf(edges: readonly number[]): (TimeRange & { usual: number | null; witnesses: number })[] {
  const lengths = edges.slice(1).map((to, index) => to - (edges[index] ?? to));
  return lengths.map((_, index) => {
    // The last stretch is still open and says nothing about a habit.
    const earlier = lengths.slice(Math.max(0, index - neighbours), index);
    const later = lengths.slice(index + 1, Math.min(index + 1 + neighbours, lengths.length - 1));
    const before = median(earlier);
    const after = median(later);
    // Where the rhythm changes, the slower side is the fair measure.
    const usual = before === null || after === null ? (before ?? after) : Math.max(before, after);
    return { from: edges[index] ?? 0, to: edges[index + 1] ?? 0, usual, witnesses: earlier.length + later.length };
  });
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

/** How many of the ordered values are in [from, to). */
function between(ordered: readonly number[], from: number, to: number): number {
  return firstAtOrAfter(ordered, to) - firstAtOrAfter(ordered, from);
}

function hasBetween(ordered: readonly number[], from: number, to: number): boolean {
  return between(ordered, from, to) > 0;
}

/** Runs of all schedules in the stretch, in order, each moment once. */
function runsOf(schedules: readonly MachineSchedule[], since: number, until: number): number[] {
  const runs = new Set<number>();
  for (const schedule of schedules) {
    const upstream = toUpstream(schedule);
    const most = Math.ceil((until - since) / dayMs + 1) * runsPerDay(schedule);
    for (const { at } of nextUpstreamRuns(upstream, new Date(since - 1), most)) if (at.getTime() <= until) runs.add(at.getTime());
  }
  return [...runs].sort((a, b) => a - b);
}

function runsPerDay({ execution }: MachineSchedule): number {
  if (execution.kind === 'TIME') return 1;
  return Math.floor((execution.toMinuteUtc - execution.fromMinuteUtc) / Math.max(1, execution.everyMinutes)) + 1;
}

const minuteMs = 60_000;

function toUpstream({ execution, daysOfWeek, months, occurrences, startWindowMinutes }: MachineSchedule): UpstreamSchedule {
  const isTime = execution.kind === 'TIME';
  return {
    executionType: execution.kind,
    hourMs: isTime ? execution.atMinuteUtc * minuteMs : null,
    intervalStartMs: isTime ? null : execution.fromMinuteUtc * minuteMs,
    intervalEndMs: isTime ? null : execution.toMinuteUtc * minuteMs,
    intervalEveryMs: isTime ? null : execution.everyMinutes * minuteMs,
    startWindowMs: startWindowMinutes === null ? null : startWindowMinutes * minuteMs,
    daysOfWeek,
    months,
    occurrences,
  };
}

/** Index of the first value at or after `limit` in an ordered list; its length when there is none. */
function firstAtOrAfter(ordered: readonly number[], limit: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
