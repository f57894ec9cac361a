'use client';

import { formatExact } from '@/lib/client/format-time';
import { useTimeZone } from '@/lib/client/time-zone';

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
