import type { useTranslations } from 'next-intl';
import { monthNames, weekdayNames } from '@/lib/contracts/calendar-names';
import type { Schedule } from '@/lib/contracts/schedule';
import { localeOf } from '@/lib/messages/languages';
import type { PageLanguage } from '@/lib/messages/languages';

export type SpokenSchedule = Pick<Schedule, 'execution' | 'daysOfWeek' | 'months' | 'occurrences'>;

type Words = ReturnType<typeof useTranslations<'policies'>>;
type Day = (typeof weekdayNames)[number];
type Month = (typeof monthNames)[number];

const names = new Map<string, string>();

/** Lists need the same few names repeatedly, and creating an Intl format is slow. */
function nameOf(language: PageLanguage, options: Intl.DateTimeFormatOptions, month: number, day: number): string {
  const key = `${language}|${JSON.stringify(options)}|${month}|${day}`;
  let name = names.get(key);
  if (name === undefined) {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
    names.set(key, (name = format.format(new Date(Date.UTC(2024, month, day)))));
  }
  return name;
}

/** The name of a day of the week in a language. */
export function dayName(day: Day, language: PageLanguage, length: 'long' | 'short' = 'long'): string {
  // 1 January 2024 was a Monday.
  return nameOf(language, { weekday: length }, 0, weekdayNames.indexOf(day) + 1);
}

/** The short name of the day of the week of a date such as `2026-11-24`. */
export function shortDayOf(date: string, language: PageLanguage): string {
  const sundayFirst = new Date(`${date}T00:00:00Z`).getUTCDay();
  return dayName(weekdayNames[(sundayFirst + 6) % 7] ?? 'MONDAY', language, 'short');
}

/** The name of a month in a language. */
export function monthName(month: Month, language: PageLanguage, length: 'long' | 'short' = 'long'): string {
  return nameOf(language, { month: length }, monthNames.indexOf(month), 1);
}

/** When a schedule runs, in its own zone: `Monday to Friday at 02:00`. */
export function scheduleSentence(
  { execution, daysOfWeek: days, months, occurrences }: SpokenSchedule,
  t: Words,
  language: PageLanguage,
): string {
  if (execution.kind === 'UNKNOWN') return t('sentence.unknown', { text: execution.text });
  const spoken = dayWords(days, occurrences, t, language);
  const sentence =
    execution.kind === 'TIME'
      ? t('sentence.atTime', { days: spoken, time: execution.at })
      : t('sentence.interval', {
          days: spoken,
          every: everyWords(execution.everyMinutes, t),
          from: execution.from,
          to: execution.to,
        });
  if (months.length === 0 || months.length === monthNames.length) return capital(sentence, language);
  const only = monthNames.filter((month) => months.includes(month)).map((month) => monthName(month, language));
  return capital(t('sentence.inMonths', { sentence, count: only.length, months: listOf(only, language) }), language);
}

function dayWords(
  days: readonly Day[],
  occurrences: Schedule['occurrences'],
  t: Words,
  language: PageLanguage,
): string {
  const chosen = weekdayNames.filter((day) => days.includes(day));
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined) return t('sentence.noDay');
  const isEvery = chosen.length === weekdayNames.length;
  const wordFor = (form: 'day' | 'dayFrom' | 'dayTo', day: Day) =>
    t(`sentence.${form}`, { day, name: dayName(day, language) });
  const list = listOf(
    chosen.map((day) => wordFor('day', day)),
    language,
  );
  if (occurrences.length > 0) {
    // In languages with genders the ordinal agrees with the day that follows it.
    const agreesWith = isEvery ? 'EACH' : first;
    const which = listOf(
      occurrences.map((each) => t(`sentence.occurrence.${each}`, { day: agreesWith })),
      language,
    );
    return isEvery ? t('sentence.occurringEach', { which }) : t('sentence.occurring', { which, days: list });
  }
  if (isEvery) return t('sentence.everyDay');
  if (chosen.length > 2 && weekdayNames.indexOf(last) - weekdayNames.indexOf(first) === chosen.length - 1)
    return t('sentence.dayRange', { first: wordFor('dayFrom', first), last: wordFor('dayTo', last) });
  return chosen.length === 1 ? t('sentence.oneDay', { day: list }) : t('sentence.someDays', { days: list });
}

/** `30 min`, `4 h`, `1 h 30 min`. */
export function spanWords(minutes: number, t: Words): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t('sentence.spanMinutes', { minutes: rest });
  return rest === 0 ? t('sentence.spanHours', { hours }) : t('sentence.span', { hours, minutes: rest });
}

/** `every 30 min`, `every hour`. */
export function everyWords(minutes: number, t: Words): string {
  return minutes === 60 ? t('sentence.everyHour') : t('sentence.every', { span: spanWords(minutes, t) });
}

/** With a capital at its beginning. */
export function capital(text: string, language: PageLanguage): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

function listOf(words: readonly string[], language: PageLanguage): string {
  if (words.length < 2) return words.join('');
  return new Intl.ListFormat(localeOf[language], { type: 'conjunction' }).format(words);
}
