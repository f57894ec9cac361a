import { needsNamedMonths, planFor } from './upstream-plan';
import type { NamedMonths, UpstreamPlan } from './upstream-plan';
import type { ScheduleIntent } from './schedule-intent';
import { dayMs } from './wall-clock';
import { offsetAt, transitionsBetween } from './zone-offsets';

/** What a plan depends on besides the intent: the offset, and the half year whose months are named where that is needed. */
export type Epoch = { readonly offsetMs: number; readonly half: number };

/** A moment from which another plan may be right; the rewrite itself is at a safe moment near it. */
export type EpochChange = {
  readonly at: number;
  readonly before: Epoch;
  readonly after: Epoch;
  readonly cause: 'OFFSET' | 'CALENDAR';
};

const apartMs = 4 * dayMs;

/** The epoch in force at a moment. */
export function epochAt(intent: ScheduleIntent, moment: number): Epoch {
  return { offsetMs: offsetAt(intent.timeZone, moment), half: halfAt(intent.timeZone, moment) };
}

/** Changes with from < at <= to, in order, at least four days apart (as the jumps of a zone's clocks are in fact). */
export function epochChanges(intent: ScheduleIntent, from: number, to: number): EpochChange[] {
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
export function planOf(intent: ScheduleIntent, { offsetMs, half }: Epoch): UpstreamPlan {
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
