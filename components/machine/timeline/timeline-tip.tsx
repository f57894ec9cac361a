'use client';

import { useTranslations } from 'next-intl';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { warningText } from '@/components/ui/section';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/state-badges';
import { useFormats } from '@/lib/client/format/formats';
import type { TimelineItem } from './timeline-marks';

interface TimelineTipProps {
  item: TimelineItem;
  /** How many share the mark. */
  count: number;
  /** Middle and lower end of the mark, and width of the chart, in pixels. */
  x: number;
  y: number;
  width: number;
}

const tipWidth = 248;

/** Tells what is under the pointer or the keyboard's cursor. Screen readers hear the option itself. */
export function TimelineTip({ item, count, x, y, width }: TimelineTipProps) {
  const t = useTranslations('machine.timeline');
  const format = useFormats();
  const at = new Date(item.at).toISOString();
  const exact = format.exact(at);
  const utc = format.exact(at, 'UTC');
  const left = Math.max(0, Math.min(width - tipWidth, x - tipWidth / 2));
  const why = item.type === 'PLANNED' ? item.cause : (item.reason ?? warningText(item.warnings));
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 w-62 rounded-sm border border-line-strong bg-raised px-2.5 py-2 text-xs shadow-overlay"
      style={{ left, top: y + 8 }}
    >
      <div className="flex items-center justify-between gap-2">
        {item.type === 'PLANNED' ? (
          <>
            <span className="text-ink-2">{t('tipPlanned')}</span>
            <ExpectedRunBadge state={item.status} />
          </>
        ) : (
          <>
            <BackupTypeText type={item.type} />
            <RecoveryPointBadge point={item} plain />
          </>
        )}
      </div>
      <p className="mt-1 font-medium tabular-nums">{item.type === 'PLANNED' ? t('tipDue', { time: exact }) : exact}</p>
      {exact === utc ? null : <p className="text-ink-3 tabular-nums">{utc}</p>}
      <p className="mt-1 text-ink-2 tabular-nums">
        {item.type === 'PLANNED'
          ? item.schedule
          : t('sizeInTime', { size: format.bytes(item.sizeBytes), time: format.duration(item.durationMs) })}
      </p>
      {item.type !== 'PLANNED' && item.expiresAt !== null ? (
        <p className="text-ink-2 tabular-nums">{t('retainedUntil', { time: format.short(item.expiresAt) })}</p>
      ) : null}
      {why ? <p className="mt-1 line-clamp-3 text-ink-2">{why}</p> : null}
      {count > 1 ? (
        <p className="mt-1 text-ink-3">
          {item.type === 'PLANNED' ? t('tipMoreRuns', { count }) : t('tipMorePoints', { count })}
        </p>
      ) : null}
    </div>
  );
}
