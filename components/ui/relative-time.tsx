'use client';

import { createContext, useContext } from 'react';
import { formatExact, formatRelative, formatShort } from '@/lib/client/format-time';
import { useNow } from '@/lib/client/now-store';
import { usePreference } from '@/lib/client/preferences';
import { useTimeZone } from '@/lib/client/time-zone';
import { classNames } from './class-names';
import { hintProps } from './hint-layer';

/** False in tables: a stop of the Tab key for each time of each row would bury the links. Who can't hover has them written out by the account menu. */
export const FocusableTimes = createContext(true);

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
  const isFocusable = useContext(FocusableTimes);
  const isWrittenOut = usePreference('exactTimes') && !isFocusable;
  if (at === null) return <span className={classNames('text-ink-3', className)}>{empty}</span>;
  const exact = formatExact(at, timeZone);
  const utc = formatExact(at, 'UTC');
  return (
    <time
      dateTime={at}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- focus is how a keyboard reaches the exact time
      tabIndex={isFocusable ? 0 : undefined}
      {...hintProps(exact === utc ? exact : `${exact}\n${utc}`)}
      className={classNames('rounded-xs whitespace-nowrap tabular-nums', className)}
    >
      {isWrittenOut ? formatShort(at, timeZone) : formatRelative(at, now, timeZone)}
      {isFocusable ? <span className="sr-only">, {exact}</span> : null}
    </time>
  );
}
