'use client';

import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { createContext, useContext } from 'react';
import { useFormats } from '@/lib/client/format/formats';
import type { TimeParts } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { usePreference } from '@/lib/client/preferences';
import { tooltipProps } from './tooltip-layer';

/**
 * False in tables: a tab stop for each time of each row would be too many. The account menu can show all times in full.
 */
export const FocusableTimes = createContext(true);

interface RelativeTimeProps {
  at: string | null;
  /** Shown when `at` is null. */
  empty?: string | undefined;
  /** For a column of ages: beyond 30 days it stays relative. */
  isAge?: boolean | undefined;
  className?: string | undefined;
}

/** `3 h ago`; on hover and focus the exact time in the viewer's zone and in UTC. Updates itself. */
export function RelativeTime({ at, empty = '–', isAge = false, className }: RelativeTimeProps) {
  const now = useNow();
  const format = useFormats();
  const isFocusable = useContext(FocusableTimes);
  const isWrittenOut = usePreference('exactTimes') && !isFocusable;
  if (at === null) return <span className={clsx('text-ink-3', className)}>{empty}</span>;
  const exact = format.exact(at);
  const utc = format.exact(at, 'UTC');
  return (
    <time
      dateTime={at}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the exact time
      tabIndex={isFocusable ? 0 : undefined}
      {...tooltipProps(exact === utc ? exact : `${exact}\n${utc}`)}
      className={clsx('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {isWrittenOut ? format.short(at) : format.relative(at, now, isAge ? 'distance' : 'date')}
      {isFocusable ? <span className="sr-only">, {exact}</span> : null}
    </time>
  );
}

/** The exact time with its zone, for details; UTC on hover. */
export function ExactTime({ at, empty = '–' }: { at: string | null; empty?: string }) {
  const format = useFormats();
  if (at === null) return <span className="text-ink-3">{empty}</span>;
  return (
    <time dateTime={at} title={format.exact(at, 'UTC')} className="tabular-nums">
      {format.exact(at)}
    </time>
  );
}

/** A duration in milliseconds as text. */
export function DurationText({ ms }: { ms: number | null }) {
  const format = useFormats();
  return <span className={ms === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}>{format.duration(ms)}</span>;
}

/** The duration of work, with waiting and working time: `waited 4 min 39 s, worked 14 s`. */
export function TimePartsText({ parts }: { parts: TimeParts }) {
  const format = useFormats();
  return <span className="tabular-nums">{format.timeParts(parts)}</span>;
}

/** The working time alone, for tables; the rest on hover. */
export function WorkedText({ parts }: { parts: TimeParts }) {
  const format = useFormats();
  return (
    <span
      {...tooltipProps(format.timeParts(parts))}
      className={parts.workedMs === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}
    >
      {format.duration(parts.workedMs)}
    </span>
  );
}

/** A size in bytes as text, with the exact number on hover. */
export function SizeText({ bytes }: { bytes: number | null }) {
  const t = useTranslations('ui');
  const format = useFormats();
  if (bytes === null) return <span className="text-ink-3">–</span>;
  return (
    <span title={t('bytes', { count: bytes })} className="whitespace-nowrap tabular-nums">
      {format.bytes(bytes)}
    </span>
  );
}
