import type { Schedule } from '@/lib/contracts/schedule';
import { daysOfWeek, monthsOfYear } from '@/lib/contracts/schedule';

export type SpokenSchedule = Pick<Schedule, 'execution' | 'daysOfWeek' | 'months' | 'occurrences'>;

/** When a schedule runs, as its own zone's clocks and calendar have it: `Monday to Friday at 02:00`. */
export function scheduleSentence({ execution, daysOfWeek: days, months, occurrences }: SpokenSchedule): string {
  if (execution.kind === 'UNKNOWN') return `At times that the portal does not understand (${execution.text})`;
  const at =
    execution.kind === 'TIME'
      ? `at ${execution.at}`
      : `every ${everyWords(execution.everyMinutes)} from ${execution.from} to ${execution.to}`;
  const inMonths =
    months.length === 0 || months.length === monthsOfYear.length
      ? ''
      : `, only in ${listOf(monthsOfYear.filter((month) => months.includes(month)).map(capital))}`;
  return `${dayWords(days, occurrences)}${execution.kind === 'TIME' ? '' : ','} ${at}${inMonths}`;
}

function dayWords(days: readonly string[], occurrences: readonly string[]): string {
  const chosen = daysOfWeek.filter((day) => days.includes(day));
  const which = listOf(occurrences.map((each) => each.replace('_IN_MONTH', '').toLowerCase()));
  if (chosen.length === 0) return 'On no day';
  const isEvery = chosen.length === daysOfWeek.length;
  if (which !== '')
    return `${capital(which)} ${isEvery ? 'of each weekday' : listOf(chosen.map(capital))} of the month`;
  if (isEvery) return 'Every day';
  const indexes = chosen.map((day) => daysOfWeek.indexOf(day));
  const [first = 0, last = 0] = [indexes[0], indexes.at(-1)];
  const [from = '', to = ''] = [chosen[0], chosen.at(-1)];
  if (chosen.length > 2 && last - first === chosen.length - 1) return `${capital(from)} to ${capital(to)}`;
  return chosen.length === 1 ? `Every ${capital(from)}` : listOf(chosen.map(capital));
}

/** `30 min`, `hour`, `4 h`. */
export function everyWords(minutes: number): string {
  if (minutes % 60 !== 0) return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes === 60 ? 'hour' : `${minutes / 60} h`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
