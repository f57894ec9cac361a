'use client';

import { hintProps } from '@/components/ui/hint-layer';
import { formatExact, formatShort } from '@/lib/client/format-time';
import { useTimeZone } from '@/lib/client/time-zone';

/** When a file was changed: a date, since people look for a version by its day and not by its age. */
export function FileTime({ at }: { at: string | null }) {
  const timeZone = useTimeZone();
  if (at === null) return <span className="text-ink-3">–</span>;
  const [exact, utc] = [formatExact(at, timeZone), formatExact(at, 'UTC')];
  return (
    <time
      dateTime={at}
      {...hintProps(exact === utc ? exact : `${exact}\n${utc}`)}
      className="whitespace-nowrap text-ink-2 tabular-nums"
    >
      {formatShort(at, timeZone)}
    </time>
  );
}
