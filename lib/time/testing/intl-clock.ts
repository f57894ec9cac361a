/** Local times and intended runs found with `Intl` by brute force, without the code under test. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From `from` (inclusive) to `to` the zone is `offset` ahead of UTC; all milliseconds. */
export type Stretch = { from: number; to: number; offset: number };

function clockOf(timeZone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (moment) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = format.format(moment).split(/\D+/).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(moment / minuteMs) * minuteMs;
  };
}

/** Reads the clock for each day, on days with a change for each hour, and there for each minute. */
export function stretchesOf(timeZone: string, from: number, to: number): Stretch[] {
  const offsetAt = clockOf(timeZone);
  const stretches: Stretch[] = [];
  let current: Stretch = { from, to, offset: offsetAt(from) };
  for (let day = from; day < to; day += dayMs) {
    if (offsetAt(day + dayMs) === current.offset) continue;
    let hour = day;
    while (offsetAt(hour + hourMs) === current.offset) hour += hourMs;
    let minute = hour;
    while (offsetAt(minute) === current.offset) minute += minuteMs;
    stretches.push({ ...current, to: minute });
    current = { from: minute, to, offset: offsetAt(minute) };
  }
  return [...stretches, current];
}

export type LocalRule = {
  execution: { kind: 'TIME'; at: string } | { kind: 'INTERVAL'; from: string; to: string; everyMinutes: number };
  daysOfWeek: readonly string[];
  months: readonly string[];
  occurrences: readonly string[];
};

const weekdayName = new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' });
const ordinals = ['FIRST_IN_MONTH', 'SECOND_IN_MONTH', 'THIRD_IN_MONTH', 'FOURTH_IN_MONTH'];
const calendar = new Map<number, { weekday: string; month: string; words: string[] }>();

function pageOf(day: number) {
  let page = calendar.get(day);
  if (page === undefined) {
    const date = new Date(day);
    const same = Array.from(
      { length: 31 },
      (_, index) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), index + 1)),
    ).filter((other) => other.getUTCMonth() === date.getUTCMonth() && other.getUTCDay() === date.getUTCDay());
    const position = same.findIndex((other) => other.getTime() === day);
    const words = [
      ...ordinals.slice(position, position + 1),
      ...(position === same.length - 1 ? ['LAST_IN_MONTH'] : []),
    ];
    page = { weekday: weekdayName.format(date).toUpperCase(), month: monthName.format(date).toUpperCase(), words };
    calendar.set(day, page);
  }
  return page;
}

/** Whether the rule allows the local date whose midnight, as if in UTC, is `day`. */
export function dateAllowed(rule: LocalRule, day: number): boolean {
  const { weekday, month, words } = pageOf(day);
  const inMonth = rule.months.length === 0 || rule.months.includes(month);
  return (
    inMonth &&
    rule.daysOfWeek.includes(weekday) &&
    (rule.occurrences.length === 0 || words.some((word) => rule.occurrences.includes(word)))
  );
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function wallMinutes({ execution }: LocalRule): number[] {
  if (execution.kind === 'TIME') return [minutesOf(execution.at)];
  const first = minutesOf(execution.from);
  const end = minutesOf(execution.to) < first ? minutesOf(execution.to) + 1440 : minutesOf(execution.to);
  return Array.from({ length: 1440 }, (_, index) => first + index * execution.everyMinutes).filter(
    (minute) => minute <= end,
  );
}

/** The intended runs by the clock of the zone, see `intendedRuns`. In (from, to], in order. */
export function instantsByLooking(rule: LocalRule, stretches: Stretch[], from: number, to: number): number[] {
  const found: number[] = [];
  const minutes = wallMinutes(rule);
  for (let day = Math.floor(from / dayMs) * dayMs - 2 * dayMs; day < to + 2 * dayMs; day += dayMs) {
    if (!dateAllowed(rule, day)) continue;
    const near = stretches.filter((stretch) => stretch.to > day - 2 * dayMs && stretch.from < day + 4 * dayMs);
    const shown = minutes.map((minute) => timesShowing(day + minute * minuteMs, near));
    const never = shown.every((times) => times.length === 0);
    minutes.forEach((minute, index) => {
      const times = shown[index] ?? [];
      const wall = day + minute * minuteMs;
      if (rule.execution.kind === 'INTERVAL' && !never) found.push(...times);
      else found.push(times[0] ?? byOldClock(wall, near));
    });
  }
  return [...new Set(found)].filter((moment) => moment > from && moment <= to).sort((one, other) => one - other);
}

/** All moments at which the clock shows the local time, earliest first. */
function timesShowing(wall: number, stretches: Stretch[]): number[] {
  return stretches
    .filter(({ from, to, offset }) => wall - offset >= from && wall - offset < to)
    .map(({ offset }) => wall - offset);
}

/** When the old clock would have shown a local time that the change skips. */
function byOldClock(wall: number, stretches: Stretch[]): number {
  const index = stretches.findIndex(({ to, offset }, position) => {
    const next = stretches[position + 1];
    return next !== undefined && wall - offset >= to && wall - next.offset < to;
  });
  const before = stretches[index];
  if (before === undefined) throw new Error('no jump leaves this time out');
  return wall - before.offset;
}
