import type { NamedDays } from './calendar';
import { weekdayNames } from '@/lib/contracts/calendar-names';
import { faultText } from '@/lib/contracts/faults';
import { firstOfNextMonth, namedDays } from './calendar';
import { firingMinutes } from './schedule-intent';
import type { ScheduleIntent } from './schedule-intent';
import { firesOn } from './upstream-schedule';
import type { UpstreamSchedule } from './upstream-schedule';
import { dayMs, minuteMs, minuteOfDay, minutesOfDay } from './zone-offsets';

/**
 * The Storware schedules of a definition. `exact`: together they fire at exactly the intended instants, none twice,
 * until the next re-sync. Usually one; several where an interval crosses midnight UTC or the days have no common name
 * in UTC.
 */
export type UpstreamPlan =
  | { readonly kind: 'exact'; readonly schedules: readonly UpstreamSchedule[] }
  | { readonly kind: 'refused'; readonly reason: ReturnType<typeof faultText> };

/**
 * Months of the UTC calendar for which days are named one by one: midnight UTC of the first day and after the last; at
 * most twelve.
 */
export type NamedMonths = { readonly from: number; readonly to: number };

/** Firing times that fall on the same UTC day, `dayShift` days from the local one; minutes of the UTC day. */
type Part = { dayShift: number; first: number; last: number };

/** The plan for clocks that are `offsetMs` ahead of UTC. `near` matters only if `needsNamedMonths`. */
export function planFor(intent: ScheduleIntent, offsetMs: number, near: NamedMonths): UpstreamPlan {
  if (offsetMs % minuteMs !== 0) return { kind: 'refused', reason: faultText('clocks', { zone: intent.timeZone }) };
  const schedules = partsOf(intent, offsetMs).flatMap((part) =>
    daysOf(intent, part.dayShift, near).map((days) => ({ ...timesOf(intent, part, offsetMs), ...days })),
  );
  return { kind: 'exact', schedules };
}

/**
 * Whether runs fall on another day in UTC while months or occurrences are restricted: "the first Monday" is then a
 * Sunday that may be the last of the month before. No schedule can say that for all years, but named day by day it can
 * be said for some months.
 */
export function needsNamedMonths(intent: ScheduleIntent, offsetMs: number): boolean {
  const restricted = intent.months.length > 0 || intent.occurrences.length > 0;
  return restricted && partsOf(intent, offsetMs).some(({ dayShift }) => dayShift !== 0);
}

function partsOf(intent: ScheduleIntent, offsetMs: number): Part[] {
  const parts: Part[] = [];
  for (const minute of firingMinutes(intent)) {
    const utc = minute - offsetMs / minuteMs;
    const dayShift = Math.floor(utc / minutesOfDay);
    const ofDay = utc - dayShift * minutesOfDay;
    const current = parts.at(-1);
    if (current?.dayShift === dayShift) current.last = ofDay;
    else parts.push({ dayShift, first: ofDay, last: ofDay });
  }
  return parts;
}

type Times = Omit<UpstreamSchedule, 'daysOfWeek' | 'months' | 'occurrences'>;

function timesOf({ execution, startWindowMinutes }: ScheduleIntent, { first, last }: Part, offsetMs: number): Times {
  const none = { hourMs: null, intervalStartMs: null, intervalEndMs: null, intervalEveryMs: null, startWindowMs: null };
  if (execution.kind === 'TIME')
    return {
      ...none,
      executionType: 'TIME',
      hourMs: first * minuteMs,
      startWindowMs: (startWindowMinutes ?? 0) * minuteMs,
    };
  const everyMs = execution.everyMinutes * minuteMs;
  // How Storware runs an interval with a single run is not known; a TIME with the same window is.
  if (first === last) return { ...none, executionType: 'TIME', hourMs: first * minuteMs, startWindowMs: everyMs };
  return {
    ...none,
    executionType: 'INTERVAL',
    intervalStartMs: first * minuteMs,
    intervalEndMs: endOf(execution.to, last, offsetMs) * minuteMs,
    intervalEveryMs: everyMs,
  };
}

/** The given end if it is on the same UTC day as the last run, else the last run. */
function endOf(to: string, last: number, offsetMs: number): number {
  const end = ((minuteOfDay(to) ?? 0) - offsetMs / minuteMs + 2 * minutesOfDay) % minutesOfDay;
  return end > last ? end : last;
}

function daysOf(intent: ScheduleIntent, dayShift: number, near: NamedMonths): NamedDays[] {
  if (dayShift === 0)
    return [{ daysOfWeek: intent.daysOfWeek, months: intent.months, occurrences: intent.occurrences }];
  if (intent.months.length > 0 || intent.occurrences.length > 0) return namedOneByOne(intent, dayShift, near);
  const shifted = weekdayNames.filter((_, index) => {
    const local = weekdayNames[(index - dayShift + 7) % 7];
    return local !== undefined && intent.daysOfWeek.includes(local);
  });
  return [{ daysOfWeek: shifted, months: [], occurrences: [] }];
}

/** Never empty: a yearly run just before and just after the twelve months is named by moving on a month. */
function namedOneByOne(intent: ScheduleIntent, dayShift: number, { from, to }: NamedMonths): NamedDays[] {
  const wanted = (day: number) => firesOn(intent, day - dayShift * dayMs);
  const named = namedDays(from, to, wanted);
  return named.length > 0 ? named : namedDays(firstOfNextMonth(from), firstOfNextMonth(to), wanted);
}

/** Whether two schedules fire at the same instants with the same windows, whatever the order of their lists. */
export function sameUpstreamSchedule(one: UpstreamSchedule, other: UpstreamSchedule): boolean {
  return fingerprint(one) === fingerprint(other);
}

/** Whether two plans hold the same schedules, in any order. */
export function samePlan(one: UpstreamPlan, other: UpstreamPlan): boolean {
  if (one.kind === 'refused' || other.kind === 'refused') return one.kind === other.kind;
  return one.schedules.map(fingerprint).sort().join() === other.schedules.map(fingerprint).sort().join();
}

function fingerprint(schedule: UpstreamSchedule): string {
  const {
    executionType,
    hourMs,
    intervalStartMs,
    intervalEndMs,
    intervalEveryMs,
    startWindowMs,
    daysOfWeek,
    months,
    occurrences,
  } = schedule;
  const lists = [daysOfWeek, months, occurrences].map((list) => [...list].sort());
  const times = executionType === 'TIME' ? [hourMs, startWindowMs] : [intervalStartMs, intervalEndMs, intervalEveryMs];
  return JSON.stringify([executionType, times, lists]);
}
