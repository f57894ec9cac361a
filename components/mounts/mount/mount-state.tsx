'use client';

import { clsx } from 'clsx';
import { CircleCheck, CircleHelp, CircleSlash, CircleX, LoaderCircle, Timer, Unplug } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import type { Mount, MountState } from '@/lib/contracts/mount';

/** The messages of the pages of mounts, for functions that are not components. */
export type MountTranslator = ReturnType<typeof useTranslations<'mounts'>>;

/** Tone and icon of each state. */
const mountStateVariants: Record<MountState, BadgeVariant> = {
  PREPARING: { tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  READY: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNMOUNTING: { tone: 'late', icon: <Unplug aria-hidden /> },
  ENDED: { tone: 'none', icon: <CircleSlash aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  UNKNOWN: { tone: 'none', icon: <CircleHelp aria-hidden /> },
};

/** State of one mount; an unknown one with Storware's value. */
export function MountStateBadge({
  mount: { state, stateText },
  reason,
}: {
  mount: Pick<Mount, 'state' | 'stateText'>;
  reason?: string | null | undefined;
}) {
  const t = useTranslations('mounts');
  return (
    <Badge {...mountStateVariants[state]} title={reason ?? undefined}>
      {stateText === null ? t(`state.${state}`) : t('unknownWord', { text: stateText })}
    </Badge>
  );
}

/** The mode; an unknown one with Storware's value. */
export function mountModeText({ mode, modeText }: Pick<Mount, 'mode' | 'modeText'>, t: MountTranslator): string {
  return modeText === null ? t(`mode.${mode}`) : t('unknownWord', { text: modeText });
}

/** A person's name, or that it was ordered outside the portal. */
export function requesterText(requestedBy: { name: string } | null, t: MountTranslator): string {
  return requestedBy?.name ?? t('byProvider');
}

interface Point {
  startedAt: string | null;
}

/** The time of a recovery point, which people use as its name. */
export function PointTime({ point: { startedAt } }: { point: Point }) {
  const t = useTranslations('mounts');
  const format = useFormats();
  return startedAt === null ? <>{t('recoveryPoint')}</> : <PointTag at={startedAt}>{format.short(startedAt)}</PointTag>;
}

/** The same in a sentence: `Recovery point of 24 Nov 2026, 02:00`. */
export function RecoveryPointOf({ point: { startedAt } }: { point: Point }) {
  const t = useTranslations('mounts');
  const format = useFormats();
  if (startedAt === null) return <>{t('recoveryPoint')}</>;
  return t.rich('recoveryPointOf', {
    at: format.short(startedAt),
    time: (chunks) => <PointTag at={startedAt}>{chunks}</PointTag>,
  });
}

/** Marks a text as the moment `at`. */
export function PointTag({ at, children }: { at: string; children: ReactNode }) {
  return (
    <time dateTime={at} className="tabular-nums">
      {children}
    </time>
  );
}

interface TimeLeftProps {
  mount: Pick<Mount, 'state' | 'endsAt' | 'extendsByMs' | 'extendingSince'>;
  /** Where no heading names the time: `3 h left` with an icon. */
  isSentence?: boolean | undefined;
}

/** Counts down to the automatic end of a mount, including a requested extension; amber in the last 15 minutes. */
export function TimeLeft({ mount: given, isSentence = false }: TimeLeftProps) {
  const now = useNow('second');
  const t = useTranslations('mounts');
  const format = useFormats();
  const mount = { state: given.state, endsAt: expectedEnd(given) };
  const view = describeTimeLeft(mount, now, t, format);
  if (view === null) return <span className="text-ink-3">–</span>;
  const isShort = isEndingSoon(mount, now);
  const hint =
    mount.endsAt === null
      ? t('timeLeft.unknownHint')
      : t(given.extendingSince === null ? 'timeLeft.until' : 'timeLeft.untilOnceConfirmed', {
          at: format.exact(mount.endsAt),
        });
  return (
    <span
      {...tooltipProps(hint)}
      className={clsx(
        'inline-flex items-center gap-1 whitespace-nowrap tabular-nums',
        isShort ? 'font-medium text-late' : mount.endsAt === null && 'text-ink-3',
      )}
    >
      {isShort || isSentence ? (
        <Timer aria-hidden className={clsx('size-3.5 shrink-0', !isShort && 'text-ink-3')} />
      ) : null}
      {isSentence ? view.sentence : view.text}
    </span>
  );
}

/** From here on a person who still needs the files has to act. */
export const lastMinutesMs = 15 * 60_000;
const minuteMs = 60_000;

/** True in the last 15 minutes of a ready mount. */
export function isEndingSoon({ state, endsAt }: Pick<Mount, 'state' | 'endsAt'>, nowMs: number): boolean {
  return state === 'READY' && endsAt !== null && Date.parse(endsAt) - nowMs <= lastMinutesMs;
}

/** When a mount ends once the requested extension is confirmed; without one, when it ends automatically. */
export function expectedEnd({
  endsAt,
  extendsByMs,
  extendingSince,
}: Pick<Mount, 'endsAt' | 'extendsByMs' | 'extendingSince'>): string | null {
  if (extendingSince === null || extendsByMs === null) return endsAt;
  return new Date(Date.parse(extendingSince) + extendsByMs).toISOString();
}

interface TimeLeftView {
  /** For a column with a heading. */
  text: string;
  /** For where it stands alone. */
  sentence: string;
}

/** The remaining time of a mount as text; null when there is none. */
export function describeTimeLeft(
  { state, endsAt }: Pick<Mount, 'state' | 'endsAt'>,
  nowMs: number,
  t: MountTranslator,
  format: Formats,
): TimeLeftView | null {
  if (state !== 'READY') return null;
  if (endsAt === null) return { text: t('timeLeft.unknown'), sentence: t('timeLeft.unknownLeft') };
  const left = Date.parse(endsAt) - nowMs;
  if (left <= 0) return { text: t('timeLeft.ending'), sentence: t('timeLeft.ending') };
  // Seconds are shown only near the end.
  const time = format.duration(left <= lastMinutesMs ? left : Math.floor(left / minuteMs) * minuteMs);
  return { text: time, sentence: t('timeLeft.left', { time }) };
}
