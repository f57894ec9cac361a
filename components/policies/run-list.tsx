'use client';

import { TriangleAlert } from 'lucide-react';
import { hintProps } from '@/components/ui/hint-layer';
import { formatDay } from '@/lib/client/format-run';
import { formatExact } from '@/lib/client/format-time';
import { momentIn } from '@/lib/client/local-time';
import { useTimeZone } from '@/lib/client/time-zone';
import type { NextRun } from '@/lib/contracts/schedule';

export interface RunListProps {
  runs: readonly NextRun[];
  /** The schedule's own zone. */
  timeZone: string;
  /** The zone in which they are shown; its own if left out. */
  shownIn?: string | undefined;
  /** Names the list for screen readers. */
  label: string;
}

/** Coming runs, each with the end of its window, all in one zone; UTC and the times of the other zones on hover. */
export function RunList({ runs, timeZone, shownIn = timeZone, label }: RunListProps) {
  const others = [...new Set([timeZone, useTimeZone()])].filter((zone) => zone !== shownIn && zone !== 'UTC');
  return (
    <ol aria-label={label} className="space-y-0.5 tabular-nums">
      {runs.map(({ at, windowEndsAt, change, ...meant }) => {
        const [local, windowEndsLocal] =
          shownIn === timeZone
            ? [meant.local, meant.windowEndsLocal]
            : [momentIn(at, shownIn), momentIn(windowEndsAt, shownIn)];
        return (
          <li key={at} className={change === null ? undefined : 'my-1 rounded-xs bg-late-soft px-1.5 py-1 -mx-1.5'}>
            <time
              dateTime={at}
              // No stop of the Tab key for each of ten runs: the offset that stands there says as much.
              {...hintProps(
                [
                  `${formatExact(at, 'UTC')}, may start until ${formatExact(windowEndsAt, 'UTC')}`,
                  ...others.map((zone) => formatExact(at, zone)),
                ].join('\n'),
              )}
              className="rounded-xs"
            >
              {formatDay(local.date)}, <span className="font-medium">{local.time}</span>
              <span className="text-ink-3">
                {' '}
                to {windowEndsLocal.date === local.date ? '' : `${formatDay(windowEndsLocal.date).slice(0, 3)} `}
                {windowEndsLocal.time} <span className="text-xs">UTC{offsetWords(local.offset)}</span>
              </span>
            </time>
            {change === null ? null : (
              <p className="flex items-start gap-1 text-xs text-late">
                <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                <span>{change}</span>
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** `+1`, `+5:30`; nothing for UTC itself. */
function offsetWords(offset: string): string {
  return offset.slice(1) === '00:00'
    ? ''
    : offset
        .replace(/^(.)0?(\d+):00$/, '$1$2')
        .replace(/^(.)0(\d:)/, '$1$2')
        .replace('-', '−');
}
