import { monthNames, weekdayNames } from '@/lib/contracts/calendar-names';
/**
 * When Storware runs a schedule: in UTC (STORWARE_API.md 14.9). `TIME` fires once on each of its days at `hourMs`;
 * `INTERVAL` from `intervalStartMs` every `intervalEveryMs` up to and including `intervalEndMs`, which is on the next
 * day when it is before the start: the vendor's UI sends whole days of other zones so, and the run belongs to the day
 * on which it began. All times are milliseconds from midnight UTC; an empty list restricts nothing (13.19).
 */
export type UpstreamSchedule = {
  readonly executionType: string;
  readonly hourMs: number | null;
  readonly intervalStartMs: number | null;
  readonly intervalEndMs: number | null;
  readonly intervalEveryMs: number | null;
  readonly startWindowMs: number | null;
  readonly daysOfWeek: readonly string[];
  readonly months: readonly string[];
  readonly occurrences: readonly string[];
};

/** A run, and the last moment at which Storware would start it; null when the schedule does not say. */
export type UpstreamRun = { readonly at: Date; readonly windowEndsAt: Date | null };

const dayMs = 86_400_000;
const ordinals = ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH'];
/** With any restriction, the same weekday of the same week of a listed month comes again within this time. */
const searchDays = 400;

/** The first `count` runs strictly after `after`, in order; fewer only for a schedule that can't fire. */
export function nextUpstreamRuns(schedule: UpstreamSchedule, after: Date, count: number): UpstreamRun[] {
  const pattern = patternOf(schedule);
  const runs: UpstreamRun[] = [];
  if (pattern === null) return runs;
  let moment = after.getTime();
  let day = startOfDay(moment) - dayMs;
  for (let idleDays = 0; runs.length < count && idleDays <= searchDays; day += dayMs, idleDays += 1) {
    if (!firesOn(schedule, day)) continue;
    for (
      let offset = offsetAfter(pattern, moment - day);
      offset !== null && runs.length < count;
      offset = offsetAfter(pattern, moment - day)
    ) {
      moment = day + offset;
      runs.push(runAt(pattern, moment));
      idleDays = 0;
    }
  }
  return runs;
}

/** Firing times from a day's midnight: `first`, then every `everyMs` up to `last`, which may be on the next day. */
type Pattern = { first: number; last: number; everyMs: number; windowMs: number | null };

function patternOf({
  executionType,
  hourMs,
  intervalStartMs,
  intervalEndMs,
  intervalEveryMs,
  startWindowMs,
}: UpstreamSchedule): Pattern | null {
  if (executionType === 'TIME')
    return hourMs === null || !isOfDay(hourMs)
      ? null
      : { first: hourMs, last: hourMs, everyMs: dayMs, windowMs: startWindowMs };
  if (executionType !== 'INTERVAL' || intervalStartMs === null || intervalEndMs === null || intervalEveryMs === null)
    return null;
  if (!isOfDay(intervalStartMs) || intervalEveryMs <= 0) return null;
  const last = Math.min(intervalEndMs, dayMs - 1);
  return {
    first: intervalStartMs,
    last: last < intervalStartMs ? last + dayMs : last,
    everyMs: intervalEveryMs,
    windowMs: intervalEveryMs,
  };
}

function isOfDay(ms: number): boolean {
  return ms >= 0 && ms < dayMs;
}

function startOfDay(moment: number): number {
  return Math.floor(moment / dayMs) * dayMs;
}

function offsetAfter({ first, last, everyMs }: Pattern, after: number): number | null {
  const offset = after < first ? first : first + (Math.floor((after - first) / everyMs) + 1) * everyMs;
  return offset <= last ? offset : null;
}

function runAt({ windowMs }: Pattern, moment: number): UpstreamRun {
  return { at: new Date(moment), windowEndsAt: windowMs === null ? null : new Date(moment + windowMs) };
}

/** Whether a schedule's days, months and occurrences allow the calendar day whose midnight UTC is `day`. */
export function firesOn(
  { daysOfWeek, months, occurrences }: Pick<UpstreamSchedule, 'daysOfWeek' | 'months' | 'occurrences'>,
  day: number,
): boolean {
  const date = new Date(day);
  if (!allows(daysOfWeek, weekdayNames[(date.getUTCDay() + 6) % 7]) || !allows(months, monthNames[date.getUTCMonth()]))
    return false;
  if (occurrences.length === 0) return true;
  const ordinal = ordinals[Math.ceil(date.getUTCDate() / 7) - 1];
  if (ordinal !== undefined && occurrences.includes(ordinal)) return true;
  const isLast = new Date(day + 7 * dayMs).getUTCMonth() !== date.getUTCMonth();
  return isLast && occurrences.includes('LAST_IN_MONTH');
}

function allows(list: readonly string[], name: string | undefined): boolean {
  return list.length === 0 || (name !== undefined && list.includes(name));
}
