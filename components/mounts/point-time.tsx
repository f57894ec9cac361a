'use client';

import { formatShort } from '@/lib/client/format-time';
import { useTimeZone } from '@/lib/client/time-zone';

/** The moment that a recovery point holds, which is what people call it by. */
export function PointTime({ point }: { point: { startedAt: string | null } }) {
  const timeZone = useTimeZone();
  if (point.startedAt === null) return <>Recovery point</>;
  return (
    <time dateTime={point.startedAt} className="tabular-nums">
      {formatShort(point.startedAt, timeZone)}
    </time>
  );
}
