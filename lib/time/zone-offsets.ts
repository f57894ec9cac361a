import { Temporal } from 'temporal-polyfill';

/** A clock change of a zone: from `beforeMs` ahead of UTC to `afterMs` ahead of it. */
type ZoneTransition = { readonly at: number; readonly beforeMs: number; readonly afterMs: number };

type ZoneYear = { readonly firstMs: number; readonly transitions: readonly ZoneTransition[] };

/** The rules of a zone don't change while the process runs, and reading them is slow. */
const known = new Map<string, Map<number, ZoneYear>>();

/**
 * Whether it is the name of a zone in the tz database. Plain offsets like `+02:00` are not: they have no summer time.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** How far the zone is ahead of UTC at a moment, in milliseconds. RangeError for an unknown zone. */
export function offsetAt(timeZone: string, moment: number): number {
  const { firstMs, transitions } = zoneYear(timeZone, new Date(moment).getUTCFullYear());
  let offset = firstMs;
  for (const { at, afterMs } of transitions) if (at <= moment) offset = afterMs;
  return offset;
}

/** The clock changes of the zone with from < at <= to, in order. Changes of name alone are not included. */
export function transitionsBetween(timeZone: string, from: number, to: number): ZoneTransition[] {
  const found: ZoneTransition[] = [];
  const last = new Date(to).getUTCFullYear();
  for (let year = new Date(from).getUTCFullYear(); year <= last; year += 1) {
    for (const transition of zoneYear(timeZone, year).transitions)
      if (transition.at > from && transition.at <= to) found.push(transition);
  }
  return found;
}

function zoneYear(timeZone: string, year: number): ZoneYear {
  let years = known.get(timeZone);
  if (years === undefined) known.set(timeZone, (years = new Map<number, ZoneYear>()));
  let found = years.get(year);
  if (found === undefined) years.set(year, (found = readYear(timeZone, year)));
  return found;
}

function readYear(timeZone: string, year: number): ZoneYear {
  const end = Date.UTC(year + 1, 0, 1);
  let moment = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1) - 1).toZonedDateTimeISO(timeZone);
  const firstMs = offsetOf(moment);
  const transitions: ZoneTransition[] = [];
  let beforeMs = firstMs;
  for (;;) {
    const next = moment.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= end) return { firstMs, transitions };
    const afterMs = offsetOf(next);
    if (afterMs !== beforeMs) transitions.push({ at: next.epochMilliseconds, beforeMs, afterMs });
    beforeMs = afterMs;
    moment = next;
  }
}

function offsetOf(moment: Temporal.ZonedDateTime): number {
  return moment.offsetNanoseconds / 1_000_000;
}

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
export const minutesOfDay = 1440;

const pattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of a time like `02:00` (00:00 to 23:59); null for anything else. */
export function minuteOfDay(time: string): number | null {
  const match = pattern.exec(time);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** `HH:MM` of a local time given as milliseconds, counted as if its zone were UTC. */
export function wallTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 16);
}
