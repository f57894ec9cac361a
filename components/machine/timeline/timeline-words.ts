import type { useTranslations } from 'next-intl';
import type { Formats } from '@/lib/client/format/formats';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { EmptyStretch, Expiry } from './timeline-layout';
import { notKeptStates } from './timeline-marks';
import type { TimelinePoint, TimelineRun } from './timeline-marks';

type MachineWords = ReturnType<typeof useTranslations<'machine'>>;

/** One point in one sentence: `Full, complete, Tue 24 Nov 2026, 02:00:00 CET, 12.3 GiB in 14 min`. */
export function pointSentence(point: TimelinePoint, t: MachineWords, format: Formats): string {
  return listed([
    t(`type.${point.type}`),
    t(`timeline.status.${point.status}`),
    format.exact(new Date(point.at).toISOString()),
    figures(point, t, format),
    point.expiresAt === null ? '' : t('timeline.retained', { time: format.exact(point.expiresAt) }),
    point.reason ?? '',
    ...point.warnings.map(({ text }) => t('timeline.warning', { text })),
  ]);
}

function figures({ sizeBytes, durationMs }: TimelinePoint, t: MachineWords, format: Formats): string {
  const size = sizeBytes === null ? null : format.bytes(sizeBytes);
  const time = durationMs === null ? null : format.duration(durationMs);
  if (size !== null && time !== null) return t('timeline.sizeInTime', { size, time });
  return size ?? (time === null ? '' : t('timeline.inTime', { time }));
}

/** What the timeline shows, for everybody and for screen readers above all: `74 points: 70 complete, 4 failed; 12 full, 62 incremental.` */
export function summarySentence(points: readonly TimelinePoint[], t: MachineWords): string {
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

/** One planned backup that was not kept, in one sentence: `Planned backup missed, due Tue 24 Nov 2026, 02:00:00 CET, Nightly, The backup system was …`. */
export function runSentence(run: TimelineRun, t: MachineWords, format: Formats): string {
  return listed([
    t(`timeline.run.${run.status}`),
    t('timeline.due', { time: format.exact(new Date(run.at).toISOString()) }),
    run.schedule,
    run.cause ?? '',
  ]);
}

/** How the planned backups on show came out, as far as they were not kept: `Planned backups: 2 missed, 1 late.` */
export function notKeptSentence(runs: readonly TimelineRun[], t: MachineWords): string {
  if (runs.length === 0) return '';
  const counts = notKeptStates.map((state) => {
    const count = runs.filter(({ status }) => status === state).length;
    return count === 0 ? '' : t(`timeline.countOfRuns.${state}`, { count });
  });
  return t('timeline.notKept', { counts: listed(counts) });
}

/** Why a stretch is empty: its points were removed, or none is known from that time. */
export function emptySentence({ removed, firstAt }: EmptyStretch, t: MachineWords, format: Formats): string {
  if (removed > 0) return t('timeline.emptyRemoved', { count: removed });
  return firstAt === null
    ? t('timeline.emptyUnknown')
    : t('timeline.emptyBefore', { date: format.date(new Date(firstAt).toISOString()) });
}

/** What retention removes next: `2 points expire by 12 Dec 2026.` Nothing where nothing on show expires. */
export function expirySentence(expiries: readonly Expiry[], t: MachineWords, format: Formats): string {
  const last = expiries.at(-1);
  if (last === undefined) return '';
  return t('timeline.expire', { count: expiries.length, date: format.date(new Date(last.at).toISOString()) });
}

function listed(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== '').join(', ');
}
