import { MONTHS, OCCURRENCES, WEEKDAYS } from '@/simulator/model/schedule';
import type { FiringPattern } from '@/simulator/model/schedule';

export const DAY = 86_400_000;
/** Every pattern that ever fires does so within a year (a listed month comes back) and a bit. */
const SEARCH_DAYS = 400;

function startOfDay(moment: number): number {
  return Math.floor(moment / DAY) * DAY;
}

/** Whether the pattern fires on the UTC day that begins at `day` (14.9). Empty months or occurrences do not restrict (13.19). */
export function firesOn(pattern: FiringPattern, day: number): boolean {
  const date = new Date(day);
  const weekday = WEEKDAYS[date.getUTCDay()];
  const month = MONTHS[date.getUTCMonth()];
  if (weekday === undefined || !pattern.daysOfWeek.includes(weekday)) return false;
  if (month === undefined || (pattern.months.length > 0 && !pattern.months.includes(month))) return false;
  if (pattern.occurrences.length === 0) return true;
  const ordinal = OCCURRENCES[Math.ceil(date.getUTCDate() / 7) - 1];
  const isLast = new Date(day + 7 * DAY).getUTCMonth() !== date.getUTCMonth();
  const byOrdinal = ordinal !== undefined && ordinal !== 'LAST_IN_MONTH' && pattern.occurrences.includes(ordinal);
  return byOrdinal || (isLast && pattern.occurrences.includes('LAST_IN_MONTH'));
}

/** Offsets from the midnight with which its days begin at which the pattern fires, in order; an interval over midnight has offsets of more than a day. */
export function offsetsOfDay(pattern: FiringPattern): number[] {
  if (pattern.executionType === 'TIME') return pattern.hour === null ? [] : [pattern.hour];
  const { interval } = pattern;
  if (interval === null || interval.frequency <= 0) return [];
  const offsets: number[] = [];
  const end = interval.endHour < interval.startHour ? interval.endHour + DAY : interval.endHour;
  for (let offset = interval.startHour; offset <= end; offset += interval.frequency) offsets.push(offset);
  return offsets;
}

/** The first firing after a moment, or null when there is none. */
export function nextFiring(pattern: FiringPattern, after: number): number | null {
  const offsets = offsetsOfDay(pattern);
  for (let step = 0, day = startOfDay(after) - DAY; step <= SEARCH_DAYS; step += 1, day += DAY) {
    if (!firesOn(pattern, day)) continue;
    const offset = offsets.find((candidate) => day + candidate > after);
    if (offset !== undefined) return day + offset;
  }
  return null;
}

/** The last firing at or before a moment, or null when there is none within the search. */
export function previousFiring(pattern: FiringPattern, before: number): number | null {
  const offsets = offsetsOfDay(pattern).reverse();
  for (let step = 0, day = startOfDay(before); step <= SEARCH_DAYS; step += 1, day -= DAY) {
    if (!firesOn(pattern, day)) continue;
    const offset = offsets.find((candidate) => day + candidate <= before);
    if (offset !== undefined) return day + offset;
  }
  return null;
}

/** All firings with from <= t < to, in order. */
export function firingsBetween(pattern: FiringPattern, from: number, to: number): number[] {
  const firings: number[] = [];
  const offsets = offsetsOfDay(pattern);
  for (let day = startOfDay(from) - DAY; day < to; day += DAY) {
    if (!firesOn(pattern, day)) continue;
    for (const offset of offsets) if (day + offset >= from && day + offset < to) firings.push(day + offset);
  }
  return firings;
}
