import { locale } from './locale';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone}|${Object.keys(options).join()}`;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' })));
  return made;
}

/** `Tue 24 Nov, 02:00 CET`: a run of the coming weeks, with the zone named. */
export function formatRun(instant: string, timeZone: string): string {
  const at = new Date(instant);
  const day = format(timeZone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '');
  return `${day}, ${format(timeZone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(at)}`;
}

/** `Tue 24 Nov 2026` of a calendar day like `2026-11-24`. */
export function formatDay(date: string): string {
  return format('UTC', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(`${date}T00:00:00Z`))
    .replace(',', '');
}
