'use client';

import { locale } from './numbers';

const second = 1000;
const formatDurationMinute = 60 * second;
const formatDurationHour = 60 * formatDurationMinute;
const formatDurationDay = 24 * formatDurationHour;

/** A length of time in its two largest units, such as `1 h 05 min`; a dash when unknown. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return '–';
  if (ms < second) return '< 1 s';
  if (ms < formatDurationMinute) return `${Math.floor(ms / second)} s`;
  if (ms < formatDurationHour) return pair(ms, formatDurationMinute, 'min', second, 's');
  if (ms < formatDurationDay) return pair(ms, formatDurationHour, 'h', formatDurationMinute, 'min');
  return pair(ms, formatDurationDay, 'd', formatDurationHour, 'h');
}

export interface TimeParts {
  waitedMs: number | null;
  workedMs: number | null;
}

/** Waiting and work in words, such as `waited 4 min 39 s, worked 14 s`; a dash when neither is known. */
export function formatTimeParts({ waitedMs, workedMs }: TimeParts): string {
  const worked = workedMs === null ? null : `worked ${formatDuration(workedMs)}`;
  // Less than a second in a queue is none.
  const waited = waitedMs === null || waitedMs < second ? null : `waited ${formatDuration(waitedMs)}`;
  return [waited, worked].filter((part) => part !== null).join(', ') || '–';
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0
    ? `${whole} ${largeName}`
    : `${whole} ${largeName} ${String(rest).padStart(smallName === 'h' ? 1 : 2, '0')} ${smallName}`;
}

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

const formatRunFormats = new Map<string, Intl.DateTimeFormat>();

function formatRunFormat(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone}|${Object.keys(options).join()}`;
  let made = formatRunFormats.get(key);
  if (!made)
    formatRunFormats.set(key, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' })));
  return made;
}

/** `Tue 24 Nov, 02:00 CET`: a run of the coming weeks, with the zone named. */
export function formatRun(instant: string, timeZone: string): string {
  const at = new Date(instant);
  const day = formatRunFormat(timeZone, { weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '');
  return `${day}, ${formatRunFormat(timeZone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(at)}`;
}

/** `Tue 24 Nov 2026` of a calendar day like `2026-11-24`. */
export function formatDay(date: string): string {
  return formatRunFormat('UTC', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(`${date}T00:00:00Z`))
    .replace(',', '');
}

/** Offset of the zone from UTC at this moment, in milliseconds. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(atMs));
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return (
    Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second')) -
    Math.floor(atMs / 1000) * 1000
  );
}

/** A moment as the zone's clocks show it, with their offset from UTC, such as `+01:00`. */
export function momentIn(instant: string, timeZone: string): { date: string; time: string; offset: string } {
  const [date = '', time = ''] = toLocalInput(instant, timeZone).split('T');
  const minutes = Math.round(offsetMs(Date.parse(instant), timeZone) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    date,
    time,
    offset: `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`,
  };
}

/** The value of a `datetime-local` input (`2026-11-24T02:00`) for a moment as the zone's clocks show it. */
export function toLocalInput(instant: string, timeZone: string): string {
  const ms = Date.parse(instant);
  return new Date(ms + offsetMs(ms, timeZone)).toISOString().slice(0, 16);
}

/**
 * The moment at which the zone's clocks show the value of a `datetime-local` input; null for an incomplete value.
 * A time that summer time skips means the moment that many minutes later; one that comes twice means the first.
 */
export function fromLocalInput(value: string, timeZone: string): string | null {
  const wall = Date.parse(`${value}Z`);
  if (Number.isNaN(wall)) return null;
  const day = 86_400_000;
  const before = offsetMs(wall - day, timeZone);
  const after = offsetMs(wall + day, timeZone);
  const candidates = [wall - before, wall - after]
    .filter((ms) => ms + offsetMs(ms, timeZone) === wall)
    .sort((a, b) => a - b);
  return new Date(candidates[0] ?? wall - before).toISOString();
}
