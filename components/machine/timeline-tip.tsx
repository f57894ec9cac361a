'use client';

import { ExpectedRunBadge } from '@/components/policies/expected-run-badge';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/recovery-point-badge';
import { formatBytes } from '@/lib/client/format-bytes';
import { formatDuration } from '@/lib/client/format-duration';
import { formatExact } from '@/lib/client/format-time';
import { warningText } from '@/components/ui/warning-list';
import { useTimeZone } from '@/lib/client/time-zone';
import type { TimelineItem } from './timeline-marks';

export interface TimelineTipProps {
  item: TimelineItem;
  /** How many share the mark. */
  count: number;
  /** Place of the mark and width of the chart in pixels. */
  x: number;
  y: number;
  width: number;
}

const tipWidth = 248;

/** Tells what is under the pointer or the keyboard's cursor. Screen readers hear the option itself. */
export function TimelineTip({ item, count, x, y, width }: TimelineTipProps) {
  const timeZone = useTimeZone();
  const at = new Date(item.at).toISOString();
  const exact = formatExact(at, timeZone);
  const utc = formatExact(at, 'UTC');
  const left = Math.max(0, Math.min(width - tipWidth, x - tipWidth / 2));
  const why = item.type === 'PLANNED' ? item.cause : (item.reason ?? warningText(item.warnings));
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 w-62 rounded-sm border border-line-strong bg-raised px-2.5 py-2 text-xs shadow-overlay"
      style={{ left, top: y + 16 }}
    >
      <div className="flex items-center justify-between gap-2">
        {item.type === 'PLANNED' ? (
          <>
            <span className="text-ink-2">Planned backup</span>
            <ExpectedRunBadge state={item.status} />
          </>
        ) : (
          <>
            <BackupTypeText type={item.type} />
            <RecoveryPointBadge point={item} plain />
          </>
        )}
      </div>
      <p className="mt-1 font-medium tabular-nums">
        {item.type === 'PLANNED' ? 'Due ' : null}
        {exact}
      </p>
      {exact === utc ? null : <p className="text-ink-3 tabular-nums">{utc}</p>}
      <p className="mt-1 text-ink-2 tabular-nums">
        {item.type === 'PLANNED'
          ? item.schedule
          : `${formatBytes(item.sizeBytes)} in ${formatDuration(item.durationMs)}`}
      </p>
      {why ? <p className="mt-1 line-clamp-3 text-ink-2">{why}</p> : null}
      {count > 1 ? (
        <p className="mt-1 text-ink-3">
          {count} {item.type === 'PLANNED' ? 'planned backups' : 'points'} stand here; zoom in or use the arrow keys
        </p>
      ) : null}
    </div>
  );
}
