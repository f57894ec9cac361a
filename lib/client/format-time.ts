import { formatDuration } from './format-duration';
import { locale } from './locale';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name}|${timeZone}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' });
    formats.set(key, made);
  }
  return made;
}

const clockOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const dateOptions = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** `12:03:07` in the zone. */
export function formatClock(instant: string, timeZone: string): string {
  return format(timeZone, 'clock', clockOptions).format(new Date(instant));
}

/** `24 Nov 2026` in the zone. */
export function formatDate(instant: string, timeZone: string): string {
  return format(timeZone, 'date', dateOptions).format(new Date(instant));
}

/** `Tue 24 Nov 2026, 02:00:00 CET`: exact, with the zone named. */
export function formatExact(instant: string, timeZone: string): string {
  const date = format(timeZone, 'weekday', { weekday: 'short', ...dateOptions })
    .format(new Date(instant))
    .replace(',', '');
  const clock = format(timeZone, 'zoned', { ...clockOptions, timeZoneName: 'short' }).format(new Date(instant));
  return `${date}, ${clock}`;
}

/** `24 Nov 2026, 02:00`: for rows where the zone stands in the column's head. */
export function formatShort(instant: string, timeZone: string): string {
  return format(timeZone, 'short', { ...dateOptions, hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

/** The name of a recovery point as people read it: one that is a time (as the API names points) in the zone, any other as it is. */
export function formatName(name: string, timeZone: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(name) && !Number.isNaN(Date.parse(name))
    ? formatShort(name, timeZone)
    : name || 'Open';
}

/** Clocks of pages tick every 15 s and differ a little from the server's: within this, what is past may seem to lie ahead. */
const clockLagMs = 20_000;

/** How long ago or how soon, seen from `nowMs`; a date beyond 30 days. */
export function formatRelative(instant: string, nowMs: number, timeZone: string): string {
  const difference = Date.parse(instant) - nowMs;
  const distance = Math.abs(difference);
  if (distance < 45_000) return difference <= 0 ? 'just now' : difference <= clockLagMs ? 'now' : 'in a moment';
  if (distance >= 30 * day) return formatDate(instant, timeZone);
  const text =
    distance < hour
      ? `${Math.max(1, Math.round(distance / minute))} min`
      : distance < day
        ? `${Math.round(distance / hour)} h`
        : days(Math.round(distance / day));
  return difference < 0 ? `${text} ago` : `in ${text}`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** What is left until `etaAt`, such as `about 4 min left`; null when there is no estimate. */
export function formatRemaining(etaAt: string | null, nowMs: number): string | null {
  if (etaAt === null) return null;
  const left = Date.parse(etaAt) - nowMs;
  if (left <= 0) return 'longer than usual';
  if (left < minute) return 'less than a minute left';
  return `about ${formatDuration(Math.ceil(left / minute) * minute)} left`;
}
