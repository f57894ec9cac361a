import { toLocalInput } from '@/lib/client/local-time';
import type { MachineSchedule } from '@/lib/contracts/machine';

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** When a schedule fires, in words: in the viewer's zone as the clocks stand at `now`, and in UTC, as the backup system keeps it. */
export function scheduleWords(
  schedule: MachineSchedule,
  timeZone: string,
  now: number,
): { local: string; utc: string } {
  const { execution } = schedule;
  if (execution.kind === 'UNKNOWN') return unknown(execution.text);
  const utc = words({ ...schedule, execution }, 0);
  const shift = offsetMinutes(timeZone, now);
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const movesDay = Math.floor((start + shift) / dayMinutes) !== 0;
  // "The first Monday" of one zone may be no first Monday of another: then only UTC says it right.
  if (movesDay && (schedule.occurrences.length > 0 || schedule.months.length > 0)) return { local: `${utc} UTC`, utc };
  return { local: words({ ...schedule, execution }, shift), utc };
}

function unknown(text: string): { local: string; utc: string } {
  const sentence = `At times that the portal does not understand (${text})`;
  return { local: sentence, utc: sentence };
}

type UnderstoodSchedule = MachineSchedule & { execution: Exclude<MachineSchedule['execution'], { kind: 'UNKNOWN' }> };

function words({ execution, daysOfWeek, months, occurrences }: UnderstoodSchedule, shift: number): string {
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const days = dayWords(daysOfWeek, Math.floor((start + shift) / dayMinutes), occurrences);
  const inMonths = months.length === 0 || months.length === 12 ? '' : ` in ${list(months.map(capital))}`;
  const at =
    execution.kind === 'TIME'
      ? `at ${clock(start + shift)}`
      : `every ${every(execution.everyMinutes)} from ${clock(start + shift)} to ${clock(execution.toMinuteUtc + shift)}`;
  return `${days}${inMonths} ${at}`;
}

function dayWords(daysOfWeek: readonly string[], moved: number, occurrences: readonly string[]): string {
  const indexes = daysOfWeek
    .map((day) => weekdays.indexOf(day))
    .filter((index) => index >= 0)
    .map((index) => (index + moved + 7) % 7)
    .sort((a, b) => a - b);
  const which = occurrences.map((occurrence) => occurrence.replace('_IN_MONTH', '').toLowerCase());
  const prefix = which.length === 0 ? '' : `${capital(list(which))} `;
  const suffix = which.length === 0 ? '' : ' of the month';
  const key = indexes.join();
  if (indexes.length === 0 || indexes.length === 7)
    return which.length === 0 ? 'Every day' : `${prefix}of each weekday${suffix}`;
  if (which.length === 0 && key === '0,1,2,3,4') return 'Monday to Friday';
  return `${prefix}${list(indexes.map((index) => capital(weekdays[index] ?? '')))}${suffix}`;
}

function offsetMinutes(timeZone: string, now: number): number {
  const minute = Math.floor(now / minuteMs) * minuteMs;
  return Math.round((Date.parse(`${toLocalInput(new Date(minute).toISOString(), timeZone)}Z`) - minute) / minuteMs);
}

function clock(minutes: number): string {
  const ofDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

function every(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} min`;
  return minutes === 60 ? 'hour' : `${minutes / 60} h`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
