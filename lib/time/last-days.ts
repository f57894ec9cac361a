import { Temporal } from 'temporal-polyfill';

/** A calendar day such as `2026-11-24`, and the moment at which it begins in its zone. */
export type CalendarDayStart = { readonly date: string; readonly from: Date };

/** The last `count` calendar days of a zone, oldest first; the last one is the day of `now`. RangeError for an unknown zone. */
export function lastDays(timeZone: string, count: number, now: Date): CalendarDayStart[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return Array.from({ length: count }, (_, index) => {
    const day = today.subtract({ days: count - 1 - index });
    return { date: day.toString(), from: new Date(day.toZonedDateTime(timeZone).epochMilliseconds) };
  });
}
