import { intendedRuns } from './intended-runs';
import type { ScheduleIntent } from './schedule-intent';
import { needsNamedMonths, planFor, samePlan } from './upstream-plan';
import type { NamedMonths, UpstreamPlan } from './upstream-plan';
import { nextUpstreamRuns } from './upstream-schedule';
import type { UpstreamSchedule } from './upstream-schedule';
import { dayMs, minuteMs, offsetAt, transitionsBetween } from './zone-offsets';

/** When what Storware holds for an intent must be replaced, and by what. */
export type ScheduleRewrite = {
  /** The moment to do it: near the change, with nothing due around it. */
  readonly at: Date;
  /** No run is lost or doubled by a rewrite after the runs of this moment were started... */
  readonly notBefore: Date;
  /** ...and finished before this one. Later, runs are lost or doubled. */
  readonly before: Date;
  readonly plan: UpstreamPlan;
  /** `OFFSET`: the clocks jump at `changesAt`. `CALENDAR`: the days named in Storware run out. */
  readonly cause: 'OFFSET' | 'CALENDAR';
  readonly changesAt: Date;
  /** How far the zone is ahead of UTC before and after, in minutes. */
  readonly offsetMinutes: { readonly before: number; readonly after: number };
};

/** A rewrite is at most this far from its change. */
const reachMs = 2 * dayMs;
const shortlyBeforeMs = 30 * minuteMs;
/** Distance from runs that a rewrite keeps where it can: Storware's clock and ours may differ. */
const marginMs = 5 * minuteMs;
const searchDays = 800;

/**
 * What Storware must hold at `at` so that it fires as intended until the next rewrite. That is the plan for the offset in force,
 * except for hours around a change of offset, when the runs on this side of the change are over or those of the other side still to come.
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

/** The first rewrite after `after`, or null when the zone's clocks don't jump within two years and nothing else runs out. */
export function nextRewrite(intent: ScheduleIntent, after: Date): ScheduleRewrite | null {
  const moment = after.getTime();
  for (const change of epochChanges(intent, moment - reachMs, moment + searchDays * dayMs)) {
    const rewrite = rewriteFor(intent, change);
    if (rewrite !== null && rewrite.at.getTime() > moment) return rewrite;
  }
  return null;
}

/** Null when both sides of the change hold the same. */
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
 * The old plan must fire up to the moment, the new one after it, and together they must give what is intended: so the moment is not
 * before the last instant at which the new plan errs, and before the first at which the old one does. There is always such a moment:
 * for an INTERVAL right before the change; for a TIME between the last run read with the old offset and the first read with the new.
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

/** What a plan depends on besides the intent: the offset, and the half year whose months are named where that is needed. */
type Epoch = { readonly offsetMs: number; readonly half: number };

/** A moment from which another plan may be right; the rewrite itself is at a safe moment near it. */
type EpochChange = {
  readonly at: number;
  readonly before: Epoch;
  readonly after: Epoch;
  readonly cause: 'OFFSET' | 'CALENDAR';
};

const apartMs = 4 * dayMs;

/** The epoch in force at a moment. */
function epochAt(intent: ScheduleIntent, moment: number): Epoch {
  return { offsetMs: offsetAt(intent.timeZone, moment), half: halfAt(intent.timeZone, moment) };
}

/** Changes with from < at <= to, in order, at least four days apart (as the jumps of a zone's clocks are in fact). */
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

/** What Storware holds in this epoch. */
function planOf(intent: ScheduleIntent, { offsetMs, half }: Epoch): UpstreamPlan {
  return planFor(intent, offsetMs, monthsOf(half));
}

/** Half years begin in the middle of January and July, but not near a jump of the clocks: there one rewrite would disturb the other. */
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
 * The twelve months around a half year: one before it, so that a rewrite may come early; five after it, so that one that comes
 * late loses no run. A thirteenth would have the name of the first.
 */
function monthsOf(half: number): NamedMonths {
  const year = Math.floor(half / 2);
  const first = (half % 2 === 0 ? 0 : 6) - 1;
  return { from: Date.UTC(year, first, 1), to: Date.UTC(year, first + 12, 1) };
}
