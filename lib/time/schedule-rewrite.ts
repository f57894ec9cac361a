import { intendedRuns } from './intended-runs';
import type { ScheduleIntent } from './schedule-intent';
import { needsNamedMonths, planFor, samePlan } from './upstream-plan';
import type { NamedMonths, UpstreamPlan } from './upstream-plan';
import { nextUpstreamRuns } from './upstream-schedule';
import type { UpstreamSchedule } from './upstream-schedule';
import { dayMs, minuteMs, offsetAt, transitionsBetween } from './zone-offsets';

/** When the Storware schedules of a definition must be replaced, and why. */
export type ScheduleRewrite = {
  /** When to do it: near the change, with no due run around it. */
  readonly at: Date;
  /** No run is lost or doubled by a re-sync that starts after the runs of this moment were started... */
  readonly notBefore: Date;
  /** ...and ends before this one. Later, runs are lost or doubled. */
  readonly before: Date;
  readonly plan: UpstreamPlan;
  /** `OFFSET`: the clocks change at `changesAt`. `CALENDAR`: the days named in Storware run out. */
  readonly cause: 'OFFSET' | 'CALENDAR';
  readonly changesAt: Date;
  /** How far the zone is ahead of UTC before and after, in minutes. */
  readonly offsetMinutes: { readonly before: number; readonly after: number };
};

/** A re-sync is at most this far from its change. */
const reachMs = 2 * dayMs;
const shortlyBeforeMs = 30 * minuteMs;
/** Preferred distance of a re-sync from runs: Storware's clock and ours may differ. */
const marginMs = 5 * minuteMs;
const searchDays = 800;

/**
 * The plan that Storware must hold at `at` so that it fires as intended until the next re-sync: the plan for the
 * current offset, except for the hours around a clock change in which runs of the other side matter.
 */
export function upstreamFor(intent: ScheduleIntent, at: Date): UpstreamPlan {
  const moment = at.getTime();
  let held: Epoch = epochAt(intent, moment - reachMs - dayMs);
  for (const change of epochChanges(intent, moment - reachMs - dayMs, moment + reachMs + dayMs)) {
    const rewrite = rewriteFor(intent, change);
    if ((rewrite?.at.getTime() ?? change.at) <= moment) held = change.after;
  }
  return planOf(intent, held);
}

/**
 * The first re-sync after `after`, or null when the zone's clocks don't change within two years and nothing else runs
 * out.
 */
export function nextRewrite(intent: ScheduleIntent, after: Date): ScheduleRewrite | null {
  const moment = after.getTime();
  for (const change of epochChanges(intent, moment - reachMs, moment + searchDays * dayMs)) {
    const rewrite = rewriteFor(intent, change);
    if (rewrite !== null && rewrite.at.getTime() > moment) return rewrite;
  }
  return null;
}

/** Null when both sides of the change need the same plan. */
function rewriteFor(
  intent: ScheduleIntent,
  { at: changesAt, before, after, cause }: EpochChange,
): ScheduleRewrite | null {
  const [old, plan] = [planOf(intent, before), planOf(intent, after)];
  if (samePlan(old, plan)) return null;
  const { at, notBefore, deadline } = safeMoment(changesAt, {
    intended: intendedRuns(intent, new Date(changesAt - reachMs), new Date(changesAt + reachMs)).map((run) =>
      run.at.getTime(),
    ),
    old: firings(old, changesAt - reachMs, changesAt + reachMs),
    new: firings(plan, changesAt - reachMs, changesAt + reachMs),
  });
  return {
    at: new Date(at),
    notBefore: new Date(notBefore),
    before: new Date(deadline),
    plan,
    cause,
    changesAt: new Date(changesAt),
    offsetMinutes: { before: before.offsetMs / minuteMs, after: after.offsetMs / minuteMs },
  };
}

/**
 * The old plan must fire up to the moment, the new one after it, and together they must give what is intended: so the
 * moment is not before the last wrong instant of the new plan, and before the first wrong one of the old. There is
 * always such a moment: for an INTERVAL right before the change; for a TIME between the last run with the old offset
 * and the first with the new.
 */
function safeMoment(changesAt: number, runs: { intended: number[]; old: number[]; new: number[] }) {
  const notBefore = Math.max(changesAt - reachMs, ...differences(runs.new, runs.intended));
  const deadline = Math.min(changesAt + reachMs, ...differences(runs.old, runs.intended));
  const preferred = Math.min(Math.max(changesAt - shortlyBeforeMs, notBefore), deadline - 1);
  const due = [...runs.intended, ...runs.old, ...runs.new];
  const previous = Math.max(notBefore, ...due.filter((run) => run <= preferred));
  const next = Math.min(deadline, ...due.filter((run) => run > preferred));
  const margin = Math.min(marginMs, (next - previous) / 2);
  return { at: Math.min(Math.max(preferred, previous + margin), next - margin), notBefore, deadline };
}

function differences(one: number[], other: number[]): number[] {
  const [inOne, inOther] = [new Set(one), new Set(other)];
  return [...one.filter((run) => !inOther.has(run)), ...other.filter((run) => !inOne.has(run))];
}

/** The instants with from < at <= to at which Storware fires while it holds the plan. */
function firings(plan: UpstreamPlan, from: number, to: number): number[] {
  return plan.kind === 'refused' ? [] : plan.schedules.flatMap((schedule) => firingsOf(schedule, from, to));
}

function firingsOf(schedule: UpstreamSchedule, from: number, to: number): number[] {
  const found: number[] = [];
  for (
    let [run] = nextUpstreamRuns(schedule, new Date(from), 1);
    run !== undefined && run.at.getTime() <= to;
    [run] = nextUpstreamRuns(schedule, run.at, 1)
  ) {
    found.push(run.at.getTime());
  }
  return found;
}

/**
 * What a plan depends on besides the definition: the offset, and the half year whose months are named where that is
 * needed.
 */
type Epoch = { readonly offsetMs: number; readonly half: number };

/** A moment from which another plan may be needed; the re-sync itself is at a safe moment near it. */
type EpochChange = {
  readonly at: number;
  readonly before: Epoch;
  readonly after: Epoch;
  readonly cause: 'OFFSET' | 'CALENDAR';
};

const apartMs = 4 * dayMs;

/** The epoch at a moment. */
function epochAt(intent: ScheduleIntent, moment: number): Epoch {
  return { offsetMs: offsetAt(intent.timeZone, moment), half: halfAt(intent.timeZone, moment) };
}

/** Changes with from < at <= to, in order, at least four days apart (as clock changes are). */
function epochChanges(intent: ScheduleIntent, from: number, to: number): EpochChange[] {
  const { timeZone } = intent;
  const moments = new Map<number, EpochChange['cause']>();
  for (let half = halfAt(timeZone, from); half <= halfAt(timeZone, to); half += 1)
    moments.set(seam(timeZone, half), 'CALENDAR');
  for (const { at } of transitionsBetween(timeZone, from, to)) moments.set(at, 'OFFSET');
  return [...moments]
    .filter(([at]) => at > from && at <= to)
    .sort(([one], [other]) => one - other)
    .map(([at, cause]) => ({ at, cause, before: epochAt(intent, at - 1), after: epochAt(intent, at) }))
    .filter(({ cause, before }) => cause === 'OFFSET' || needsNamedMonths(intent, before.offsetMs));
}

/** The plan of this epoch. */
function planOf(intent: ScheduleIntent, { offsetMs, half }: Epoch): UpstreamPlan {
  return planFor(intent, offsetMs, monthsOf(half));
}

/**
 * Half years begin in the middle of January and July, but not near a clock change: there one re-sync would disturb the
 * other.
 */
function seam(timeZone: string, half: number): number {
  const middle = Date.UTC(Math.floor(half / 2), half % 2 === 0 ? 0 : 6, 15);
  return transitionsBetween(timeZone, middle - apartMs, middle + apartMs).length === 0 ? middle : middle + 2 * apartMs;
}

/** Twice the year, plus one for the half that begins in July. */
function halfAt(timeZone: string, moment: number): number {
  const half = 2 * new Date(moment).getUTCFullYear() + 1;
  return [half, half - 1].find((candidate) => seam(timeZone, candidate) <= moment) ?? half - 2;
}

/**
 * The twelve months around a half year: one before it, so that a re-sync may come early; five after it, so that a late
 * one loses no run. A thirteenth would have the name of the first.
 */
function monthsOf(half: number): NamedMonths {
  const year = Math.floor(half / 2);
  const first = (half % 2 === 0 ? 0 : 6) - 1;
  return { from: Date.UTC(year, first, 1), to: Date.UTC(year, first + 12, 1) };
}
