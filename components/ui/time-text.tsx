'use client';

import { clsx } from 'clsx';
import { createContext, useContext } from 'react';
import { formatBytes, locale } from '@/lib/client/format/numbers';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDuration, formatExact, formatRelative, formatShort, formatTimeParts } from '@/lib/client/format/time';
import type { TimeParts } from '@/lib/client/format/time';
import { useNow } from '@/lib/client/format/now';
import { usePreference } from '@/lib/client/preferences';
import { hintProps } from './hint-layer';

/** False in tables: a stop of the Tab key for each time of each row would bury the links. Who can't hover has them written out by the account menu. */
export const FocusableTimes = createContext(true);

interface RelativeTimeProps {
  at: string | null;
  /** What stands there when `at` is null. */
  empty?: string | undefined;
  className?: string | undefined;
}

/** `3 h ago`; on hover and focus the exact time in the viewer's zone and in UTC. Updates itself. */
export function RelativeTime({ at, empty = '–', className }: RelativeTimeProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  const isFocusable = useContext(FocusableTimes);
  const isWrittenOut = usePreference('exactTimes') && !isFocusable;
  if (at === null) return <span className={clsx('text-ink-3', className)}>{empty}</span>;
  const exact = formatExact(at, timeZone);
  const utc = formatExact(at, 'UTC');
  return (
    <time
      dateTime={at}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the exact time
      tabIndex={isFocusable ? 0 : undefined}
      {...hintProps(exact === utc ? exact : `${exact}\n${utc}`)}
      className={clsx('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {isWrittenOut ? formatShort(at, timeZone) : formatRelative(at, now, timeZone)}
      {isFocusable ? <span className="sr-only">, {exact}</span> : null}
    </time>
  );
}

/** The exact time with its zone, for details; UTC on hover. */
export function ExactTime({ at, empty = '–' }: { at: string | null; empty?: string }) {
  const timeZone = useTimeZone();
  if (at === null) return <span className="text-ink-3">{empty}</span>;
  return (
    <time dateTime={at} title={formatExact(at, 'UTC')} className="tabular-nums">
      {formatExact(at, timeZone)}
    </time>
  );
}

/** A length of time in milliseconds as people read it. */
export function DurationText({ ms }: { ms: number | null }) {
  return <span className={ms === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}>{formatDuration(ms)}</span>;
}

/** How long work took, with waiting and work told apart: `waited 4 min 39 s, worked 14 s`. */
export function TimePartsText({ parts }: { parts: TimeParts }) {
  return <span className="tabular-nums">{formatTimeParts(parts)}</span>;
}

/** The time worked alone, for tables; the rest on hover. */
export function WorkedText({ parts }: { parts: TimeParts }) {
  return (
    <span
      {...hintProps(formatTimeParts(parts))}
      className={parts.workedMs === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}
    >
      {formatDuration(parts.workedMs)}
    </span>
  );
}

/** A size in bytes as people read it, with the exact number on hover. */
export function SizeText({ bytes }: { bytes: number | null }) {
  if (bytes === null) return <span className="text-ink-3">–</span>;
  return (
    <span title={`${new Intl.NumberFormat(locale).format(bytes)} bytes`} className="whitespace-nowrap tabular-nums">
      {formatBytes(bytes)}
    </span>
  );
}
