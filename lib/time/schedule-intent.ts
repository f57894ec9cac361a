import * as z from 'zod';
import type { Month, Occurrence, Weekday } from '@/lib/contracts/calendar-names';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { faultAt } from '@/lib/contracts/faults';
import { isTimeZone, minuteOfDay, minutesOfDay } from './zone-offsets';

declare const validated: unique symbol;

/**
 * `TIME`: once on each day. `INTERVAL`: repeatedly from `from` up to and including `to`; a `to` before `from` is on the
 * next day.
 */
type ScheduleExecution =
  | { readonly kind: 'TIME'; readonly at: string }
  | { readonly kind: 'INTERVAL'; readonly from: string; readonly to: string; readonly everyMinutes: number };

/**
 * A schedule definition: local times, days, months and occurrences of the zone's calendar. Empty months or occurrences
 * restrict nothing. An interval over midnight belongs to the day on which it begins. Made only by `scheduleIntent`:
 * lists are in calendar order without repetitions, and there is at least one day.
 */
export type ScheduleIntent = {
  readonly timeZone: string;
  readonly execution: ScheduleExecution;
  readonly daysOfWeek: readonly Weekday[];
  readonly months: readonly Month[];
  readonly occurrences: readonly Occurrence[];
  /** How long after its time a run may still start; null for INTERVAL, whose window is one frequency (STORWARE_API.md 14.9). */
  readonly startWindowMinutes: number | null;
  readonly [validated]: true;
};

export type ScheduleIntentInput = {
  readonly timeZone: string;
  readonly execution: ScheduleExecution;
  readonly daysOfWeek: readonly string[];
  readonly months: readonly string[];
  readonly occurrences: readonly string[];
  readonly startWindowMinutes: number | null;
};

type IntentFault = ReturnType<typeof faultAt>;

type IntentResult =
  | { readonly ok: true; readonly intent: ScheduleIntent }
  | { readonly ok: false; readonly faults: readonly IntentFault[] };

const shortestIntervalMinutes = 5;
const longestWindowMinutes = minutesOfDay;

/**
 * Validates and normalises input or stored data, and reports all errors at once. For INTERVAL the start window is
 * dropped.
 */
export function scheduleIntent(input: ScheduleIntentInput): IntentResult {
  const faults = [
    ...(isTimeZone(input.timeZone) ? [] : [faultAt('timeZone', 'timeZone')]),
    ...executionFaults(input.execution),
    ...windowFaults(input),
    ...wordFaults('daysOfWeek', input.daysOfWeek, weekdayNames),
    ...wordFaults('months', input.months, monthNames),
    ...wordFaults('occurrences', input.occurrences, occurrenceNames),
    ...(input.daysOfWeek.length === 0 ? [faultAt('daysOfWeek', 'chooseDay')] : []),
  ];
  if (faults.length > 0) return { ok: false, faults };
  const intent: Omit<ScheduleIntent, typeof validated> = {
    timeZone: input.timeZone,
    execution: input.execution,
    daysOfWeek: inOrder(input.daysOfWeek, weekdayNames),
    months: unlessAll(inOrder(input.months, monthNames), monthNames),
    occurrences: unlessAll(inOrder(input.occurrences, occurrenceNames), occurrenceNames),
    startWindowMinutes: input.execution.kind === 'TIME' ? input.startWindowMinutes : null,
  };
  return { ok: true, intent: intent as ScheduleIntent };
}

function executionFaults(execution: ScheduleExecution): IntentFault[] {
  if (execution.kind === 'TIME') return timeFaults('execution.at', execution.at);
  const { from, to, everyMinutes } = execution;
  const faults = [...timeFaults('execution.from', from), ...timeFaults('execution.to', to)];
  if (!Number.isInteger(everyMinutes) || everyMinutes < shortestIntervalMinutes || everyMinutes >= minutesOfDay) {
    const range = { min: shortestIntervalMinutes, max: minutesOfDay - 1 };
    faults.push(faultAt('execution.everyMinutes', 'wholeMinutes', range));
  }
  if (faults.length > 0) return faults;
  const length = intervalLength(execution);
  if (length === 0) return [faultAt('execution.to', 'sameTime')];
  if (everyMinutes > length) return [faultAt('execution.everyMinutes', 'longInterval')];
  return [];
}

function timeFaults(path: string, time: string): IntentFault[] {
  return minuteOfDay(time) === null ? [faultAt(path, 'timeOfDay')] : [];
}

function windowFaults({ execution, startWindowMinutes }: ScheduleIntentInput): IntentFault[] {
  if (execution.kind === 'INTERVAL') return [];
  const fits =
    startWindowMinutes !== null &&
    Number.isInteger(startWindowMinutes) &&
    startWindowMinutes >= 1 &&
    startWindowMinutes <= longestWindowMinutes;
  return fits ? [] : [faultAt('startWindowMinutes', 'wholeMinutes', { min: 1, max: longestWindowMinutes })];
}

function wordFaults(path: string, given: readonly string[], words: readonly string[]): IntentFault[] {
  return given.flatMap((word, index) =>
    words.includes(word) ? [] : [faultAt(`${path}.${index}`, 'oneOf', { words: words.join(', ') })],
  );
}

function inOrder<Word extends string>(given: readonly string[], words: readonly Word[]): Word[] {
  return words.filter((word) => given.includes(word));
}

/** Every month, or the first four and the last of each weekday, are all days. */
function unlessAll<Word>(chosen: Word[], words: readonly Word[]): Word[] {
  return chosen.length === words.length ? [] : chosen;
}

function intervalLength({ from, to }: { from: string; to: string }): number {
  return ((minuteOfDay(to) ?? 0) - (minuteOfDay(from) ?? 0) + minutesOfDay) % minutesOfDay;
}

/** Minutes after midnight of its day at which the definition fires, ascending; 1440 and more are on the next day. */
export function firingMinutes({ execution }: ScheduleIntent): number[] {
  if (execution.kind === 'TIME') return [minuteOfDay(execution.at) ?? 0];
  const first = minuteOfDay(execution.from) ?? 0;
  const last = first + intervalLength(execution);
  const minutes: number[] = [];
  for (let minute = first; minute <= last; minute += execution.everyMinutes) minutes.push(minute);
  return minutes;
}

/** How long after its time a run may still start, in minutes. */
export function windowMinutes({ execution, startWindowMinutes }: ScheduleIntent): number {
  return execution.kind === 'INTERVAL' ? execution.everyMinutes : (startWindowMinutes ?? 0);
}

const Stored = z.object({
  timeZone: z.string(),
  execution: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('TIME'), at: z.string() }),
    z.object({ kind: z.literal('INTERVAL'), from: z.string(), to: z.string(), everyMinutes: z.number() }),
  ]),
  daysOfWeek: z.array(z.string()),
  months: z.array(z.string()),
  occurrences: z.array(z.string()),
  startWindowMinutes: z.number().nullable(),
});

/**
 * A stored definition: plain JSON of a `ScheduleIntent`. Throws for anything else, and for a zone that is no longer
 * known.
 */
export function storedIntent(json: unknown): ScheduleIntent {
  const made = scheduleIntent(Stored.parse(json));
  if (!made.ok)
    throw new Error(
      `a stored schedule is no longer valid: ${made.faults.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    );
  return made.intent;
}
