import { fromLocalInput, toLocalInput } from '@/lib/client/local-time';

export const dayMs = 86_400_000;
/** How far the timeline reaches back. */
export const timelineDays = 90;
export const zooms = [7, 30, 90] as const;
export type Zoom = (typeof zooms)[number];

export interface TimeRange {
  from: number;
  to: number;
}

/** The stretch that is shown: `zoom` days, `back` whole stretches before the latest, never before the 90th day. */
export function rangeOf(zoom: Zoom, back: number, now: number): TimeRange {
  const length = zoom * dayMs;
  const to = Math.max(now - back * length, now - timelineDays * dayMs + length);
  return { from: to - length, to };
}

/** How often one can go further back. */
export function mostBack(zoom: Zoom): number {
  return Math.ceil(timelineDays / zoom) - 1;
}

/** The zoom and the stretch that an address names. */
export function readTimelineAddress(params: URLSearchParams): { zoom: Zoom; back: number } {
  const zoom = zooms.find((each) => String(each) === params.get('days')) ?? timelineDays;
  const back = /^\d{1,2}$/.test(params.get('back') ?? '') ? Number(params.get('back')) : 0;
  return { zoom, back: Math.min(back, mostBack(zoom)) };
}

export interface DayTick {
  at: number;
  /** `24 Nov`. */
  label: string;
}

/** Midnights in the zone, evenly many days apart so that at most `most` are in the range. Days of 23 or 25 h count as days. */
export function dayTicks({ from, to }: TimeRange, timeZone: string, most: number): DayTick[] {
  const days = (to - from) / dayMs;
  const step = [1, 2, 7, 14, 28].find((each) => days / each <= most) ?? 56;
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
  const firstDay = Math.floor(
    Date.parse(`${toLocalInput(new Date(from).toISOString(), timeZone).slice(0, 10)}T00:00Z`) / dayMs,
  );
  const ticks: DayTick[] = [];
  for (let day = firstDay; ; day += 1) {
    // Counted from a fixed Monday, so that ticks do not jump when the range moves on with the clock.
    if ((day - 4) % step !== 0) continue;
    const midnight = fromLocalInput(`${new Date(day * dayMs).toISOString().slice(0, 10)}T00:00`, timeZone);
    const at = midnight === null ? day * dayMs : Date.parse(midnight);
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, label: format.format(at) });
  }
}
