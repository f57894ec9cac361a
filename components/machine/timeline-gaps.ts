import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';
import type { MachineSchedule } from '@/lib/contracts/machine';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { dayMs } from './timeline-range';
import type { TimeRange } from './timeline-range';

export interface Gap extends TimeRange {
  /** `missed`: scheduled runs left nothing good behind; `unusual`: no schedule, and longer than usual between two. */
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

/**
 * Stretches without a good point where one should be. With schedules that run: a run after which no good point began
 * within a day; an agreed pause such as a weekend is none. Without: more than 1.5 times the usual (median) distance,
 * and more than a day. Points that retention has removed were good in their time. Gaps are in order and apart.
 */
export function gapsOf({ points, schedules, range, present }: GapInput): Gap[] {
  const known = points.flatMap(({ status, startedAt }) => (startedAt === null ? [] : [{ status, at: Date.parse(startedAt) }])).sort((a, b) => a.at - b.at);
  const first = known[0];
  const last = known.at(-1);
  // What was before the first point is unknown: the machine, or its schedule, may be younger.
  if (!first || !last) return [];
  const until = present ? range.to : last.at;
  const good = known.filter(({ status }) => status === 'SUCCESS' || status === 'PARTIAL' || status === 'REMOVED').map(({ at }) => at);
  const running = schedules.filter(({ active }) => active);
  return running.length > 0 ? missedGaps(good, running, first.at, until) : present ? unusualGaps(good, until) : unusualGaps(good, good.at(-1) ?? until);
}

function missedGaps(good: readonly number[], schedules: readonly MachineSchedule[], since: number, until: number): Gap[] {
  const gaps: Gap[] = [];
  for (const run of runsOf(schedules, since, until)) {
    if (run + servedWithinMs > until) break;
    const next = firstAtOrAfter(good, run);
    const nextAt = good[next];
    if (nextAt !== undefined && nextAt < run + servedWithinMs) continue;
    const from = good[next - 1] ?? since;
    const open = gaps.at(-1);
    if (open && open.from === from) open.missedRuns += 1;
    else gaps.push({ kind: 'missed', from, to: nextAt ?? until, missedRuns: 1 });
  }
  return gaps;
}

function unusualGaps(good: readonly number[], until: number): Gap[] {
  const distances = good.slice(1).map((at, index) => at - (good[index] ?? at));
  const usual = [...distances].sort((a, b) => a - b)[Math.floor((distances.length - 1) / 2)];
  // Two distances say nothing about a habit.
  if (usual === undefined || distances.length < 3) return [];
  const limit = Math.max(usual * unusualFactor, dayMs);
  return good.flatMap((from, index): Gap[] => {
    const to = good[index + 1] ?? until;
    return to - from > limit ? [{ kind: 'unusual', from, to, missedRuns: 0 }] : [];
  });
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
