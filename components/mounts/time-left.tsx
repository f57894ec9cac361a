'use client';

import { Timer } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { hintProps } from '@/components/ui/hint-layer';
import { formatExact } from '@/lib/client/format-time';
import { useNow } from '@/lib/client/now-store';
import { useTimeZone } from '@/lib/client/time-zone';
import type { Mount } from '@/lib/contracts/mount';
import { describeTimeLeft } from './describe-time-left';

export interface TimeLeftProps {
  mount: Pick<Mount, 'state' | 'endsAt'>;
  /** Words after the time, such as "left". */
  suffix?: string | undefined;
}

/** Counts down to the moment at which a mount ends by itself; amber in the last 15 minutes. */
export function TimeLeft({ mount, suffix }: TimeLeftProps) {
  const now = useNow('second');
  const timeZone = useTimeZone();
  const view = describeTimeLeft(mount, now);
  if (view === null) return <span className="text-ink-3">–</span>;
  const hint =
    mount.endsAt === null ? 'Somebody else ordered this mount' : `Until ${formatExact(mount.endsAt, timeZone)}`;
  return (
    <span
      {...hintProps(hint)}
      className={classNames(
        'inline-flex items-center gap-1 whitespace-nowrap tabular-nums',
        view.isShort ? 'font-medium text-late' : mount.endsAt === null && 'text-ink-3',
      )}
    >
      {view.isShort || suffix !== undefined ? (
        <Timer aria-hidden className={classNames('size-3.5 shrink-0', !view.isShort && 'text-ink-3')} />
      ) : null}
      {view.text}
      {suffix !== undefined && mount.endsAt !== null && view.text !== 'ending' ? ` ${suffix}` : null}
    </span>
  );
}
