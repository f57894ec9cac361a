'use client';

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

/** A moment in the local time of the zone, with its offset from UTC, such as `+01:00`. */
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

/** A moment in the local time of the zone, without the offset: `2026-11-24T02:00`. */
export function toLocalInput(instant: string, timeZone: string): string {
  const ms = Date.parse(instant);
  return new Date(ms + offsetMs(ms, timeZone)).toISOString().slice(0, 16);
}

/**
 * The moment of a local day and time; null for an incomplete one. A time that summer time skips means the moment that
 * many minutes later; one that comes twice means the first.
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
