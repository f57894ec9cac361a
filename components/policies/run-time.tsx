'use client';

import { useContext } from 'react';
import { classNames } from '@/components/ui/class-names';
import { hintProps } from '@/components/ui/hint-layer';
import { FocusableTimes } from '@/components/ui/relative-time';
import { formatRun } from '@/lib/client/format-run';
import { formatExact } from '@/lib/client/format-time';
import { useTimeZone } from '@/lib/client/time-zone';

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
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the time in UTC
    <time
      dateTime={at}
      tabIndex={isFocusable ? 0 : undefined}
      {...hintProps(formatExact(at, 'UTC'))}
      className={classNames('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {formatRun(at, timeZone)}
    </time>
  );
}
