'use client';

import { clsx } from 'clsx';
import { CircleCheck, CircleDashed, CircleX, ClockAlert, Hourglass, OctagonX, TriangleAlert } from 'lucide-react';
import { useContext } from 'react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { hintProps } from '@/components/ui/hint-layer';
import { FocusableTimes } from '@/components/ui/time-text';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDay, formatExact, formatRun, momentIn } from '@/lib/client/format/time';
import type { ExpectedRunState } from '@/lib/contracts/expected-run';
import type { NextRun } from '@/lib/contracts/schedule';

/** `Tue 24 Nov, 02:00 CET` in the viewer's zone; UTC on hover and focus. */
export function RunTime({
  at,
  empty = 'None',
  className,
}: {
  at: string | null;
  empty?: string | undefined;
  className?: string | undefined;
}) {
  const timeZone = useTimeZone();
  const isFocusable = useContext(FocusableTimes);
  if (at === null) return <span className="text-ink-3">{empty}</span>;
  return (
    <time
      dateTime={at}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the time in UTC
      tabIndex={isFocusable ? 0 : undefined}
      {...hintProps(formatExact(at, 'UTC'))}
      className={clsx('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {formatRun(at, timeZone)}
    </time>
  );
}

interface RunListProps {
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

/** Word, tone and icon of what became of a run. */
export const expectedRunLook: Record<ExpectedRunState, { word: string; tone: Tone; icon: ReactNode }> = {
  KEPT: { word: 'Kept', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  LATE: { word: 'Late', tone: 'late', icon: <ClockAlert aria-hidden /> },
  MISSED: { word: 'Missed', tone: 'fail', icon: <OctagonX aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  SKIPPED: { word: 'Skipped', tone: 'none', icon: <CircleDashed aria-hidden /> },
  OPEN: { word: 'Due now', tone: 'run', icon: <Hourglass aria-hidden /> },
};

export function ExpectedRunBadge({ state }: { state: ExpectedRunState }) {
  const { word, tone, icon } = expectedRunLook[state];
  return (
    <Badge plain tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
