'use client';

import { clsx } from 'clsx';
import { CircleCheck, CircleSlash, CircleX, LoaderCircle, Timer, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { hintProps } from '@/components/ui/hint-layer';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDuration, formatExact, formatShort } from '@/lib/client/format/time';
import { useNow } from '@/lib/client/format/now';
import type { Mount, MountMode, MountState } from '@/lib/contracts/mount';

/** Word, tone and icon of each state. */
const mountStateLook: Record<MountState, { word: string; tone: Tone; icon: ReactNode }> = {
  PREPARING: {
    word: 'Preparing',
    tone: 'run',
    icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" />,
  },
  READY: { word: 'Ready', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNMOUNTING: { word: 'Unmounting', tone: 'late', icon: <Unplug aria-hidden /> },
  ENDED: { word: 'Ended', tone: 'none', icon: <CircleSlash aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
};

/** State of one mount. */
export function MountStateBadge({ state, reason }: { state: MountState; reason?: string | null | undefined }) {
  const look = mountStateLook[state];
  return (
    <Badge tone={look.tone} icon={look.icon} title={reason ?? undefined}>
      {look.word}
    </Badge>
  );
}

/** How it is mounted, in a table. */
export const modeWords: Record<MountMode, string> = {
  AUTO: 'Whole recovery point',
  MANUAL: 'Chosen file systems',
  ISCSI: 'iSCSI',
};

/** A person's name, or that somebody outside the portal ordered it. */
export function requesterText(requestedBy: { name: string } | null): string {
  return requestedBy?.name ?? 'By the provider';
}

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

interface TimeLeftProps {
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
      className={clsx(
        'inline-flex items-center gap-1 whitespace-nowrap tabular-nums',
        view.isShort ? 'font-medium text-late' : mount.endsAt === null && 'text-ink-3',
      )}
    >
      {view.isShort || suffix !== undefined ? (
        <Timer aria-hidden className={clsx('size-3.5 shrink-0', !view.isShort && 'text-ink-3')} />
      ) : null}
      {view.text}
      {suffix !== undefined && mount.endsAt !== null && view.text !== 'ending' ? ` ${suffix}` : null}
    </span>
  );
}

/** From here on a person who still works with the files has to act. */
export const lastMinutesMs = 15 * 60_000;
const minuteMs = 60_000;

interface TimeLeftView {
  text: string;
  /** True in the last 15 minutes. */
  isShort: boolean;
}

/** What is left of a mount in words; null when it has no time that runs. */
export function describeTimeLeft(
  { state, endsAt }: Pick<Mount, 'state' | 'endsAt'>,
  nowMs: number,
): TimeLeftView | null {
  if (state !== 'READY') return null;
  if (endsAt === null) return { text: 'not known', isShort: false };
  const left = Date.parse(endsAt) - nowMs;
  if (left <= 0) return { text: 'ending', isShort: true };
  // Seconds matter in the end only; before, they would be unrest.
  return left <= lastMinutesMs
    ? { text: formatDuration(left), isShort: true }
    : { text: formatDuration(Math.floor(left / minuteMs) * minuteMs), isShort: false };
}
