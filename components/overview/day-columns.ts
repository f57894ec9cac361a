import type { Overview } from '@/lib/contracts/overview';

export type Day = Overview['days'][number];

/** A part of a column, in pixels from the top; `height` 0 is not drawn. */
interface Bar {
  readonly y: number;
  readonly height: number;
}

interface DayColumn {
  readonly day: Day;
  readonly onTime: Bar;
  readonly late: Bar;
  readonly missed: Bar;
}

/** One missed run among hundreds must still be seen. */
const leastHeight = 3;

/** Where each day's parts stand: what was made above the line, what was late on top of it, what was missed or failed below the line. */
export function dayColumns(days: readonly Day[], height: number): { line: number; columns: DayColumn[] } {
  const most = (pick: (day: Day) => number) => Math.max(0, ...days.map(pick));
  const runs = most(({ onTime, late }) => onTime + late) + most(({ missed }) => missed);
  const scale = runs === 0 ? 0 : Math.max(0, height - 3 * leastHeight) / runs;
  const sized = (count: number) => (count === 0 ? 0 : Math.max(leastHeight, count * scale));
  const line = height - sized(most(({ missed }) => missed));
  const columns = days.map((day) => {
    const onTime = { y: line - sized(day.onTime), height: sized(day.onTime) };
    const late = { y: onTime.y - sized(day.late), height: sized(day.late) };
    return { day, onTime, late, missed: { y: line, height: sized(day.missed) } };
  });
  return { line, columns };
}

/** The day one step or more away from the one that is active; from none, the newest. */
export function dayBeside(days: readonly Day[], active: string | null, step: number): string | null {
  const last = days.length - 1;
  const at = days.findIndex(({ date }) => date === active);
  return days[at < 0 ? last : Math.max(0, Math.min(last, at + step))]?.date ?? null;
}

/** The moments between which a day's runs were due, both included, as the API asks for them. */
export function spanOf(days: readonly Day[], date: string): { from: string; to: string | undefined } | null {
  const at = days.findIndex((day) => day.date === date);
  const [day, next] = [days[at], days[at + 1]];
  if (!day) return null;
  return { from: day.from, to: next && new Date(Date.parse(next.from) - 1).toISOString() };
}
