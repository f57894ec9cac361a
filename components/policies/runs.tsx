'use client';

import { clsx } from 'clsx';
import { CircleCheck, CircleDashed, CircleX, ClockAlert, Hourglass, OctagonX, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useContext } from 'react';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { FocusableTimes } from '@/components/ui/time-text';
import { useFormats } from '@/lib/client/format/formats';
import { momentIn } from '@/lib/client/format/local-time';
import { useServerText } from '@/lib/client/format/server-text';
import type { ExpectedRunState } from '@/lib/contracts/expected-run';
import type { NextRun } from '@/lib/contracts/schedule';
import { shortDayOf } from './schedule-sentence';

/** `Tue 24 Nov, 02:00 CET` in the viewer's zone; UTC on hover and focus. */
export function RunTime({
  at,
  empty,
  className,
}: {
  at: string | null;
  empty?: string | undefined;
  className?: string | undefined;
}) {
  const t = useTranslations('policies');
  const format = useFormats();
  const isFocusable = useContext(FocusableTimes);
  if (at === null) return <span className="text-ink-3">{empty ?? t('run.none')}</span>;
  return (
    <time
      dateTime={at}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the time in UTC
      tabIndex={isFocusable ? 0 : undefined}
      {...tooltipProps(format.exact(at, 'UTC'))}
      className={clsx('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {format.run(at)}
    </time>
  );
}

interface RunListProps {
  runs: readonly NextRun[];
  /** The schedule's own zone. */
  timeZone: string;
  /** The zone in which they are shown; its own by default. */
  shownIn?: string | undefined;
  /** Names the list for screen readers. */
  label: string;
}

/** Coming runs, each with the end of its window, all in one zone; UTC and the times of the other zones on hover. */
export function RunList({ runs, timeZone, shownIn = timeZone, label }: RunListProps) {
  const t = useTranslations('policies');
  const serverText = useServerText();
  const format = useFormats();
  const others = [...new Set([timeZone, format.timeZone])].filter((zone) => zone !== shownIn && zone !== 'UTC');
  return (
    <ol aria-label={label} className="space-y-0.5 tabular-nums">
      {runs.map(({ at, windowEndsAt, change, changeRef, ...meant }) => {
        const [local, windowEndsLocal] =
          shownIn === timeZone
            ? [meant.local, meant.windowEndsLocal]
            : [momentIn(at, shownIn), momentIn(windowEndsAt, shownIn)];
        const until =
          windowEndsLocal.date === local.date
            ? windowEndsLocal.time
            : t('run.onDay', { day: shortDayOf(windowEndsLocal.date, format.language), time: windowEndsLocal.time });
        return (
          <li key={at} className={change === null ? undefined : 'my-1 rounded-xs bg-late-soft px-1.5 py-1 -mx-1.5'}>
            <time
              dateTime={at}
              // Not focusable: ten tab stops would be too many, and the shown offset says as much.
              {...tooltipProps(
                [
                  t('run.hint', { at: format.exact(at, 'UTC'), until: format.exact(windowEndsAt, 'UTC') }),
                  ...others.map((zone) => format.exact(at, zone)),
                ].join('\n'),
              )}
              className="rounded-xs"
            >
              {t.rich('run.entry', {
                day: format.day(local.date),
                at: local.time,
                until,
                offset: offsetWords(local.offset),
                time: (chunks) => <span className="font-medium">{chunks}</span>,
                window: (chunks) => <span className="text-ink-3">{chunks}</span>,
                zone: (chunks) => <span className="text-xs">{chunks}</span>,
              })}
            </time>
            {change === null ? null : (
              <p className="flex items-start gap-1 text-xs text-late">
                <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                <span>{serverText(change, changeRef)}</span>
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

/** Tone and icon of the result of a run. */
const expectedRunVariants: Record<ExpectedRunState, BadgeVariant> = {
  KEPT: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  LATE: { tone: 'late', icon: <ClockAlert aria-hidden /> },
  MISSED: { tone: 'fail', icon: <OctagonX aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  SKIPPED: { tone: 'none', icon: <CircleDashed aria-hidden /> },
  OPEN: { tone: 'run', icon: <Hourglass aria-hidden /> },
};

/** The word for the result of a run. */
export function useExpectedRunWord(): (state: ExpectedRunState) => string {
  const t = useTranslations('policies');
  return (state) => t(`run.state.${state}`);
}

export function ExpectedRunBadge({ state }: { state: ExpectedRunState }) {
  const wordOf = useExpectedRunWord();
  return (
    <Badge plain {...expectedRunVariants[state]}>
      {wordOf(state)}
    </Badge>
  );
}
