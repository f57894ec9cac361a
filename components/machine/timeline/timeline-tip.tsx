'use client';

import { useTranslations } from 'next-intl';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/badge';
import { warningText } from '@/components/ui/section';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { EmptyStretch, Expiry } from './timeline-layout';
import { notKeptStates } from './timeline-marks';
import type { TimelineItem, TimelinePoint, TimelineRun } from './timeline-marks';

type MachineTranslator = ReturnType<typeof useTranslations<'machine'>>;

/** One point in one sentence: `Full, complete, Tue 24 Nov 2026, 02:00:00 CET, 12.3 GiB in 14 min`. */
export function pointSentence(
  point: TimelinePoint,
  t: MachineTranslator,
  format: Formats,
  wordsOfServer: WordsOfServer,
): string {
  return listed([
    t(`type.${point.type}`),
    t(`timeline.status.${point.status}`),
    format.exact(new Date(point.at).toISOString()),
    figures(point, t, format),
    point.expiresAt === null ? '' : t('timeline.retained', { time: format.exact(point.expiresAt) }),
    wordsOfServer(point.reason, point.reasonRef) ?? '',
    ...point.warnings.map(({ text, textRef }) => t('timeline.warning', { text: wordsOfServer(text, textRef) })),
  ]);
}

function figures({ sizeBytes, durationMs }: TimelinePoint, t: MachineTranslator, format: Formats): string {
  const size = sizeBytes === null ? null : format.bytes(sizeBytes);
  const time = durationMs === null ? null : format.duration(durationMs);
  if (size !== null && time !== null) return t('timeline.sizeInTime', { size, time });
  return size ?? (time === null ? '' : t('timeline.inTime', { time }));
}

/**
 * The content of the timeline as text, also for screen readers: `74 points: 70 complete, 4 failed; 12 full, 62
 * incremental.`
 */
export function summarySentence(points: readonly TimelinePoint[], t: MachineTranslator): string {
  if (points.length === 0) return t('timeline.noPoint');
  const ofStatus = (status: TimelinePoint['status']) => points.filter((point) => point.status === status).length;
  const ofType = (type: TimelinePoint['type']) => points.filter((point) => point.type === type).length;
  const statuses = recoveryPointStatuses.map((status) => {
    const count = ofStatus(status);
    return count === 0 ? '' : t(`timeline.countOf.${status}`, { count });
  });
  const types = (['FULL', 'INCREMENTAL', 'UNKNOWN'] as const).map((type) => {
    const count = ofType(type);
    return count === 0 ? '' : t(`timeline.countOfType.${type}`, { count });
  });
  return t('timeline.summary', { count: points.length, statuses: listed(statuses), types: listed(types) });
}

/**
 * One planned backup without a backup in time, in one sentence: `Planned backup missed, due Tue 24 Nov 2026, 02:00:00
 * CET, Nightly, The backup system was …`.
 */
export function runSentence(
  run: TimelineRun,
  t: MachineTranslator,
  format: Formats,
  wordsOfServer: WordsOfServer,
): string {
  return listed([
    t(`timeline.run.${run.status}`),
    t('timeline.due', { time: format.exact(new Date(run.at).toISOString()) }),
    run.schedule,
    wordsOfServer(run.cause, run.causeRef) ?? '',
  ]);
}

/** The shown planned backups without a backup in time, counted: `Planned backups: 2 missed, 1 late.` */
export function notKeptSentence(runs: readonly TimelineRun[], t: MachineTranslator): string {
  if (runs.length === 0) return '';
  const counts = notKeptStates.map((state) => {
    const count = runs.filter(({ status }) => status === state).length;
    return count === 0 ? '' : t(`timeline.countOfRuns.${state}`, { count });
  });
  return t('timeline.notKept', { counts: listed(counts) });
}

/** Why a range is empty: its points were removed, or none is known from that time. */
export function emptySentence({ removed, firstAt }: EmptyStretch, t: MachineTranslator, format: Formats): string {
  if (removed > 0) return t('timeline.emptyRemoved', { count: removed });
  return firstAt === null
    ? t('timeline.emptyUnknown')
    : t('timeline.emptyBefore', { date: format.date(new Date(firstAt).toISOString()) });
}

/** What retention removes next: `2 points expire by 12 Dec 2026.` Nothing when nothing expires. */
export function expirySentence(expiries: readonly Expiry[], t: MachineTranslator, format: Formats): string {
  const last = expiries.at(-1);
  if (last === undefined) return '';
  return t('timeline.expire', { count: expiries.length, date: format.date(new Date(last.at).toISOString()) });
}

function listed(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== '').join(', ');
}

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

/** The tooltip of the hovered or focused item. Screen readers read the option itself. */
export function TimelineTip({ item, count, x, y, width }: TimelineTipProps) {
  const t = useTranslations('machine.timeline');
  const format = useFormats();
  const at = new Date(item.at).toISOString();
  const exact = format.exact(at);
  const utc = format.exact(at, 'UTC');
  const left = Math.max(0, Math.min(width - tipWidth, x - tipWidth / 2));
  const wordsOfServer = useServerText();
  const why =
    item.type === 'PLANNED'
      ? wordsOfServer(item.cause, item.causeRef)
      : (wordsOfServer(item.reason, item.reasonRef) ?? warningText(item.warnings, wordsOfServer));
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
