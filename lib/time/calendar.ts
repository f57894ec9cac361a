import type { Month, Occurrence, Weekday } from '@/lib/contracts/calendar-names';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { Temporal } from 'temporal-polyfill';
import { dayMs } from './zone-offsets';

/** Days as a Storware schedule can name them. */
export type NamedDays = {
  readonly daysOfWeek: readonly Weekday[];
  readonly months: readonly Month[];
  readonly occurrences: readonly Occurrence[];
};

type Piece = { weekday: number; month: number; labels: string };

/**
 * Names exactly the days of at most twelve calendar months for which `wanted` is true: within a year a weekday, a month
 * and an occurrence name one day. `from` and `to` are midnight UTC of the first day and after the last day. No day is
 * in two results; days with something in common share one.
 */
export function namedDays(from: number, to: number, wanted: (day: number) => boolean): NamedDays[] {
  const chosen = chosenDays(from, to, wanted);
  // A fourth occurrence that is the last has both names; using one of them lets months of four and of five weeks share
  // a schedule.
  const [first, ...others] = (['LAST_IN_MONTH', 'FOURTH_IN_MONTH'] as const).flatMap((lastOfFour) => {
    const pieces = piecesOf(chosen, lastOfFour);
    return [merge(pieces, true), merge(pieces, false)];
  });
  const best = others.reduce((fewest, other) => (other.length < fewest.length ? other : fewest), first ?? []);
  // The same days must always give the same list, independent of the first month.
  return best
    .map((named) => ({ named, key: orderOf(named) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ named }) => named);
}

function orderOf({ daysOfWeek, months: inMonths, occurrences: which }: NamedDays): string {
  const letters = (indexes: number[]) => indexes.map((index) => String.fromCharCode(97 + index)).join('');
  return [
    letters(inMonths.map((each) => monthNames.indexOf(each))),
    letters(daysOfWeek.map((each) => weekdayNames.indexOf(each))),
    letters(which.map((each) => occurrenceNames.indexOf(each))),
  ].join();
}

/** For each weekday of each month, which of its days are wanted. */
type Chosen = { weekday: number; month: number; chosen: boolean[] };

function chosenDays(from: number, to: number, wanted: (day: number) => boolean): Chosen[] {
  const found: Chosen[] = [];
  for (let first = from; first < to; first = firstOfNextMonth(first)) {
    for (let weekday = 0; weekday < weekdayNames.length; weekday += 1) {
      found.push({ weekday, month: new Date(first).getUTCMonth(), chosen: daysInMonth(first, weekday).map(wanted) });
    }
  }
  return found;
}

function piecesOf(all: Chosen[], lastOfFour: Occurrence): Piece[] {
  return all.flatMap(({ weekday, month, chosen }) => {
    const labels = labelsOf(chosen, lastOfFour);
    return labels === null ? [] : [{ weekday, month, labels }];
  });
}

/** Midnight UTC of the first day of the month after the one that begins at `first`. */
export function firstOfNextMonth(first: number): number {
  const date = new Date(first);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** All days with this weekday (0 = Monday) in the month that begins at `first`. */
function daysInMonth(first: number, weekday: number): number[] {
  const end = firstOfNextMonth(first);
  const days: number[] = [];
  for (let day = first + ((weekday - weekdayOf(first) + 7) % 7) * dayMs; day < end; day += 7 * dayMs) days.push(day);
  return days;
}

/** 0 = Monday. */
function weekdayOf(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** The occurrences that name exactly the chosen ones of a month: '' for all of them, null for none. */
function labelsOf(chosen: boolean[], lastOfFour: Occurrence): string | null {
  if (!chosen.includes(true)) return null;
  if (!chosen.includes(false)) return '';
  const names = chosen.length === 4 ? [...occurrenceNames.slice(0, 3), lastOfFour] : occurrenceNames;
  return names.filter((_, index) => chosen[index]).join();
}

/** Joins pieces that differ only in the month, then those that differ only in the weekday, or the other way round. */
function merge(pieces: Piece[], monthsFirst: boolean): NamedDays[] {
  const rows = new Map<string, { labels: string; row: number; columns: number[] }>();
  for (const { weekday, month, labels } of pieces) {
    const [row, column] = monthsFirst ? [weekday, month] : [month, weekday];
    const key = `${row}/${labels}`;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { labels, row, columns: [column] });
    else known.columns.push(column);
  }
  const blocks = new Map<string, { labels: string; rows: number[]; columns: number[] }>();
  for (const { labels, row, columns } of rows.values()) {
    const key = `${labels}/${[...columns].sort((one, other) => one - other).join()}`;
    const known = blocks.get(key);
    if (known === undefined) blocks.set(key, { labels, rows: [row], columns });
    else known.rows.push(row);
  }
  return [...blocks.values()].map(({ labels, rows: own, columns }) => {
    const [inWeekdays, inMonths] = monthsFirst ? [own, columns] : [columns, own];
    return {
      daysOfWeek: weekdayNames.filter((_, index) => inWeekdays.includes(index)),
      months: monthNames.filter((_, index) => inMonths.includes(index)),
      occurrences: occurrenceNames.filter((word) => labels.split(',').includes(word)),
    };
  });
}

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
