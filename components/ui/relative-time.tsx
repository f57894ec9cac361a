'use client';

import { Focusable } from 'react-aria-components/Focusable';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { formatExact, formatRelative } from '@/lib/client/format-time';
import { useNow } from '@/lib/client/now-store';
import { useTimeZone } from '@/lib/client/time-zone';
import { classNames } from './class-names';

export interface RelativeTimeProps {
  at: string | null;
  /** What stands there when `at` is null. */
  empty?: string | undefined;
  className?: string | undefined;
}

/** `3 h ago`; on hover and focus the exact time in the viewer's zone and in UTC. Updates itself. */
export function RelativeTime({ at, empty = '–', className }: RelativeTimeProps) {
  const now = useNow();
  const timeZone = useTimeZone();
  if (at === null) return <span className={classNames('text-ink-3', className)}>{empty}</span>;
  const exact = formatExact(at, timeZone);
  const utc = formatExact(at, 'UTC');
  return (
    <TooltipTrigger delay={250} closeDelay={50}>
      <Focusable>
        {/* Focus is how a keyboard reaches the exact time. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <time dateTime={at} tabIndex={0} role="note" aria-label={`${formatRelative(at, now, timeZone)}, ${exact}`} className={classNames('rounded-xs whitespace-nowrap tabular-nums', className)}>
          {formatRelative(at, now, timeZone)}
        </time>
      </Focusable>
      <AriaTooltip offset={6} className="z-50 rounded-sm bg-ink px-2 py-1 text-xs text-canvas tabular-nums shadow-overlay data-entering:animate-fade-in">
        <span className="block">{exact}</span>
        {exact === utc ? null : <span className="block opacity-75">{utc}</span>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
