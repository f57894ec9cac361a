import type { useTranslations } from 'next-intl';
import { toLocalInput } from '@/lib/client/format/local-time';
import type { MachineSchedule } from '@/lib/contracts/machine';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { localeOf } from '@/lib/messages/languages';
import type { PageLanguage } from '@/lib/messages/languages';

type MachineTranslator = ReturnType<typeof useTranslations<'machine'>>;

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** The messages, language, zone and time for describing a schedule. */
interface ScheduleReader {
  t: MachineTranslator;
  language: PageLanguage;
  timeZone: string;
  now: number;
}

/** When a schedule fires, as text: in the viewer's zone with its offset at `now`, and in UTC. */
export function scheduleWords(schedule: MachineSchedule, reader: ScheduleReader): { local: string; utc: string } {
  const { t, language, timeZone, now } = reader;
  const { execution } = schedule;
  if (execution.kind === 'UNKNOWN') {
    const sentence = t('schedule.unknown', { text: execution.text });
    return { local: sentence, utc: sentence };
  }
  const utc = words({ ...schedule, execution }, 0, t, language);
  const shift = offsetMinutes(timeZone, now);
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const movesDay = Math.floor((start + shift) / dayMinutes) !== 0;
  // "The first Monday" of one zone may not be the first Monday of another: then only UTC is right.
  if (movesDay && (schedule.occurrences.length > 0 || schedule.months.length > 0))
    return { local: t('schedule.inUtc', { schedule: utc }), utc };
  return { local: words({ ...schedule, execution }, shift, t, language), utc };
}

type UnderstoodSchedule = MachineSchedule & { execution: Exclude<MachineSchedule['execution'], { kind: 'UNKNOWN' }> };

function words(schedule: UnderstoodSchedule, shift: number, t: MachineTranslator, language: PageLanguage): string {
  const { execution } = schedule;
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const days = dayWords(schedule, Math.floor((start + shift) / dayMinutes), t, language);
  const months =
    schedule.months.length === monthNames.length ? '' : list(schedule.months.map(monthIn(language)), language);
  const sentence =
    execution.kind === 'TIME'
      ? t(months === '' ? 'schedule.at' : 'schedule.atInMonths', { days, months, time: clock(start + shift) })
      : t(months === '' ? 'schedule.interval' : 'schedule.intervalInMonths', {
          days,
          months,
          every: every(execution.everyMinutes, t),
          from: clock(start + shift),
          to: clock(execution.toMinuteUtc + shift),
        });
  return `${sentence.charAt(0).toLocaleUpperCase(localeOf[language])}${sentence.slice(1)}`;
}

function dayWords(
  { daysOfWeek, occurrences }: MachineSchedule,
  moved: number,
  t: MachineTranslator,
  language: PageLanguage,
): string {
  const indexes = daysOfWeek
    .map((day) => weekdayNames.findIndex((each) => each === day))
    .filter((index) => index >= 0)
    .map((index) => (index + moved + 7) % 7)
    .sort((a, b) => a - b);
  const days = list(indexes.map(weekdayIn(language)), language);
  const which = list(
    occurrences.map((each) => {
      const known = occurrenceNames.find((occurrence) => occurrence === each);
      return known === undefined ? each.toLowerCase() : t(`schedule.${known}`);
    }),
    language,
  );
  const isEvery = indexes.length === 0 || indexes.length === 7;
  if (which !== '') return isEvery ? t('schedule.nthOfEach', { which }) : t('schedule.nth', { which, days });
  if (isEvery) return t('schedule.everyDay');
  return indexes.join() === '0,1,2,3,4' ? t('schedule.workdays') : days;
}

function offsetMinutes(timeZone: string, now: number): number {
  const minute = Math.floor(now / minuteMs) * minuteMs;
  return Math.round((Date.parse(`${toLocalInput(new Date(minute).toISOString(), timeZone)}Z`) - minute) / minuteMs);
}

function clock(minutes: number): string {
  const ofDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

function every(minutes: number, t: MachineTranslator): string {
  if (minutes % 60 !== 0) return t('schedule.everyMinutes', { count: minutes });
  return minutes === 60 ? t('schedule.everyHour') : t('schedule.everyHours', { count: minutes / 60 });
}

function weekdayIn(language: PageLanguage): (index: number) => string {
  const format = new Intl.DateTimeFormat(localeOf[language], { weekday: 'long', timeZone: 'UTC' });
  // 5 January 2026 was a Monday.
  return (index) => format.format(Date.UTC(2026, 0, 5 + index));
}

/** A month that the contract does not know is shown unchanged. */
function monthIn(language: PageLanguage): (month: string) => string {
  const format = new Intl.DateTimeFormat(localeOf[language], { month: 'long', timeZone: 'UTC' });
  return (month) => {
    const index = monthNames.findIndex((each) => each === month);
    return index < 0 ? month : format.format(Date.UTC(2026, index, 1));
  };
}

function list(words: readonly string[], language: PageLanguage): string {
  return new Intl.ListFormat(localeOf[language], { type: 'conjunction' }).format(words);
}
