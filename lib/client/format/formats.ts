'use client';

import { useLocale, useTranslations } from 'next-intl';
import { createContext, useContext, useMemo } from 'react';
import type { Score } from '@/lib/contracts/expected-run';
import { platformName } from '@/lib/contracts/machine';
import { localeOf } from '@/lib/messages/languages';
import type { PageLanguage } from '@/lib/messages/languages';
import { browserTimeZone } from '@/lib/client/preference-cookies';

type Words = ReturnType<typeof useTranslations<'format'>>;
export type Formats = ReturnType<typeof makeFormats>;

export interface TimeParts {
  waitedMs: number | null;
  workedMs: number | null;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/**
 * Clocks of pages tick every 15 s and differ a little from the server's: within this time, a past event may seem to be
 * in the future.
 */
const clockLagMs = 20_000;
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

const clockOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const dateOptions = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Creating an Intl format takes longer than a thousand uses of it. */
function dateFormat(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`;
  let made = dateFormats.get(key);
  if (!made) dateFormats.set(key, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' })));
  return made;
}

/** Dates, durations, sizes and numbers in the reader's language and zone. */
export function makeFormats(language: PageLanguage, timeZone: string, t: Words) {
  const locale = localeOf[language];
  const show = (instant: string, options: Intl.DateTimeFormatOptions, zone = timeZone): string =>
    dateFormat(locale, zone, options).format(new Date(instant));
  const weekday = (instant: string, options: Intl.DateTimeFormatOptions, zone?: string): string => {
    const text = show(instant, { weekday: 'short', ...options }, zone);
    // English without its comma after the weekday.
    return locale === localeOf.en ? text.replace(',', '') : text;
  };
  const whole = new Intl.NumberFormat(locale);
  const two = (value: number): string => String(value).padStart(2, '0');

  /** `24 Nov 2026`. */
  const date = (instant: string): string => show(instant, dateOptions);
  /** `24 Nov 2026, 02:00`: for rows where the column's head names the zone. */
  const short = (instant: string): string => show(instant, { ...dateOptions, hour: '2-digit', minute: '2-digit' });

  /** A duration in its two largest units, such as `1 h 05 min`; a dash when unknown. */
  function duration(ms: number | null): string {
    if (ms === null || !Number.isFinite(ms) || ms < 0) return t('unknown');
    if (ms < second) return t('underASecond');
    const [days, hours] = [Math.floor(ms / day), Math.floor((ms % day) / hour)];
    const [minutes, seconds] = [Math.floor((ms % hour) / minute), Math.floor((ms % minute) / second)];
    if (ms < minute) return t('seconds', { count: seconds });
    if (ms < hour)
      return seconds === 0 ? t('minutes', { count: minutes }) : t('minutesSeconds', { minutes, seconds: two(seconds) });
    if (ms < day)
      return minutes === 0 ? t('hours', { count: hours }) : t('hoursMinutes', { hours, minutes: two(minutes) });
    return hours === 0 ? t('daysShort', { days }) : t('daysHours', { days, hours });
  }

  /** Days, and beyond three months of those, months and years: two digits are enough for an age. */
  function longTime(ms: number): string {
    const days = Math.round(ms / day);
    if (days <= 90) return t('days', { count: days });
    const months = Math.round(days / 30.44);
    return months < 24 ? t('months', { count: months }) : t('years', { count: Math.floor(months / 12) });
  }

  return {
    language,
    timeZone,
    date,
    short,
    duration,
    /** `12:03:07`. */
    clock: (instant: string): string => show(instant, clockOptions),
    /** `Tue 24 Nov 2026, 02:00:00 CET`: exact, with the zone named; in another zone than the reader's where one is given. */
    exact: (instant: string, zone?: string): string =>
      `${weekday(instant, dateOptions, zone)}, ${show(instant, { ...clockOptions, timeZoneName: 'short' }, zone)}`,
    /** `Tue 24 Nov, 02:00 CET`: a run of the coming weeks, with the zone named. */
    run: (instant: string, zone?: string): string =>
      `${weekday(instant, { day: 'numeric', month: 'short' }, zone)}, ${show(instant, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }, zone)}`,
    /** `Tue 24 Nov 2026` of a calendar day like `2026-11-24`. */
    day: (calendarDay: string): string => weekday(`${calendarDay}T00:00:00Z`, dateOptions, 'UTC'),
    /** The display name of a recovery point: a time (as the API names points) in the zone, any other name unchanged. */
    name: (name: string): string =>
      /^\d{4}-\d{2}-\d{2}T/.test(name) && !Number.isNaN(Date.parse(name)) ? short(name) : name || t('openPoint'),
    /**
     * How long ago or how soon, relative to `nowMs`; beyond 30 days a date, or still the distance where a column is
     * named for it.
     */
    relative: (instant: string, nowMs: number, beyond: 'date' | 'distance' = 'date'): string => {
      const difference = Date.parse(instant) - nowMs;
      const distance = Math.abs(difference);
      if (distance < 45_000)
        return difference <= 0 ? t('justNow') : difference <= clockLagMs ? t('now') : t('inAMoment');
      if (distance >= 30 * day && beyond === 'date') return date(instant);
      const time =
        distance < hour
          ? t('minutes', { count: Math.max(1, Math.round(distance / minute)) })
          : distance < day
            ? t('hours', { count: Math.round(distance / hour) })
            : longTime(distance);
      return difference < 0 ? t('ago', { time }) : t('ahead', { time });
    },
    /** The time left until `etaAt`, such as `about 4 min left`; null when there is no estimate. */
    remaining: (etaAt: string | null, nowMs: number): string | null => {
      if (etaAt === null) return null;
      const left = Date.parse(etaAt) - nowMs;
      if (left <= 0) return t('longerThanUsual');
      if (left < minute) return t('underAMinuteLeft');
      return t('left', { time: duration(Math.ceil(left / minute) * minute) });
    },
    /** Waiting and working time as text, such as `waited 4 min 39 s, worked 14 s`; a dash when neither is known. */
    timeParts: ({ waitedMs, workedMs }: TimeParts): string => {
      // Less than a second in a queue counts as none.
      const waited = waitedMs === null || waitedMs < second ? null : duration(waitedMs);
      const worked = workedMs === null ? null : duration(workedMs);
      if (waited !== null && worked !== null) return t('waitedAndWorked', { waited, worked });
      if (worked !== null) return t('worked', { time: worked });
      return waited === null ? t('unknown') : t('waited', { time: waited });
    },
    /** A whole number with the separators of the language. */
    number: (value: number): string => whole.format(value),
    /** Bytes in binary units with three significant digits, such as `1.25 GiB`; a dash when unknown. */
    bytes: (bytes: number | null): string => {
      if (bytes === null || !Number.isFinite(bytes) || bytes < 0) return t('unknown');
      let value = bytes;
      let unit = 0;
      // 1023.5 would round to "1,024 MiB", which is 1 GiB.
      while (value >= 1023.5 && unit < units.length - 1) {
        value /= 1024;
        unit += 1;
      }
      const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
      return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit] ?? 'B'}`;
    },
    /** `97 %`. 99.6 % does not become 100 %, and 0.3 % not 0 %; a dash while nothing was expected. */
    percent: ({ percent, kept }: Pick<Score, 'percent' | 'kept'>): string => {
      if (percent === null) return t('unknown');
      const value = percent >= 100 ? 100 : Math.max(kept > 0 ? 1 : 0, Math.min(99, Math.round(percent)));
      return t('percent', { value });
    },
  };
}

const ZoneContext = createContext<string | null>(null);

/** Sets the time zone for everything below. */
export const TimeZoneProvider = ZoneContext.Provider;

/** The viewer's zone: the account's when set, else the browser's. */
export function useTimeZone(): string {
  return useContext(ZoneContext) ?? browserTimeZone();
}

/** The formats for this viewer. */
export function useFormats(): Formats {
  const language = useLocale();
  const timeZone = useTimeZone();
  const t = useTranslations('format');
  return useMemo(() => makeFormats(language, timeZone, t), [language, timeZone, t]);
}

/** Puts the name of a platform into words; what one that is not known is called is the reader's language. */
export function usePlatformName(): (platform: string) => string {
  const t = useTranslations('format');
  return (platform) => (platform === 'UNKNOWN' ? t('unknownPlatform') : platformName(platform));
}
