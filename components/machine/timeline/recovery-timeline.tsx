'use client';

import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useMemo } from 'react';
import { TimelineChart } from './timeline-chart';
import { axisOf, emptyStretch, expiriesOf } from './timeline-layout';
import { TimelineLegend } from './timeline-mark';
import {
  mostBack,
  rangeOf,
  readTimelineAddress,
  timelineDays,
  timelinePoints,
  timelineRuns,
  zooms,
} from './timeline-marks';
import type { TimelinePoint } from './timeline-marks';
import { emptySentence, expirySentence, notKeptSentence, summarySentence } from './timeline-tip';
import { readShowsRemoved } from '@/components/machine/page/machine-address';
import { AddressLink } from '@/components/ui/address-link';
import { ErrorState } from '@/components/ui/empty-state';
import { IconButton } from '@/components/ui/button';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import type { AddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { useRecentPoints } from '@/lib/client/queries/recovery-points';
import type { MachineDetail } from '@/lib/contracts/machine';

const minuteMs = 60_000;

interface RecoveryTimelineProps {
  machine: MachineDetail;
  address: AddressState;
  openGuid: string | null;
  onOpen: (guid: string) => void;
  /** Shows the planned backups of the machine, where the page has them. */
  onOpenRuns?: (() => void) | undefined;
}

/** 90 days of recovery points: present, failed and missing ones. */
export function RecoveryTimeline({ machine, address, openGuid, onOpen, onOpenRuns }: RecoveryTimelineProps) {
  const id = useId();
  const t = useTranslations('machine');
  const format = useFormats();
  // By the minute: a chart that moves under the pointer four times a minute is hard to use.
  const now = Math.ceil(useNow() / minuteMs) * minuteMs;
  const recent = useRecentPoints(machine.guid, timelineDays);
  const { zoom, back } = readTimelineAddress(address.params);
  const range = useMemo(() => rangeOf(zoom, back, now), [zoom, back, now]);
  const all = useMemo(() => timelinePoints(recent.data?.points ?? []), [recent.data]);
  const showsRemoved = readShowsRemoved(address.params);
  const [points, folded] = useMemo(() => {
    const isFolded = ({ status, guid }: TimelinePoint) => status === 'REMOVED' && !showsRemoved && guid !== openGuid;
    return [all.filter((point) => !isFolded(point)), all.filter(isFolded)];
  }, [all, showsRemoved, openGuid]);
  const runs = useMemo(() => timelineRuns(machine.recentRuns), [machine.recentRuns]);
  const visibleRuns = runs.filter(({ at }) => at >= range.from && at <= range.to);
  const visible = points.filter(({ at }) => at >= range.from && at <= range.to);
  const visibleFolded = folded.filter(({ at }) => at >= range.from && at <= range.to);
  const removed = all.some(({ status }) => status === 'REMOVED');
  const axis = axisOf(range, points, now);
  const expiries = axis.to > range.to ? expiriesOf(points, now, axis.to) : [];
  const stretch = emptyStretch(points, folded, range);
  const empty = stretch && { ...stretch, words: emptySentence(stretch, t, format) };
  const keep = { page: address.params.get('page') };
  const move = (steps: number) => address.replace({ back: steps > 0 ? steps : null, ...keep });

  return (
    <section aria-labelledby={id} className="panel mb-4 min-w-0">
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id} className="text-sm">
          {t('timeline.title')}
        </h2>
        <span className="text-xs text-ink-3 tabular-nums">
          {t('timeline.from', {
            from: format.date(new Date(range.from).toISOString()),
            to: format.date(new Date(range.to).toISOString()),
          })}
        </span>
        <div className="ml-auto flex items-center gap-1">
          {zoom === timelineDays ? null : (
            <>
              <IconButton
                label={t('timeline.earlier')}
                icon={<ChevronLeft aria-hidden className="size-4" />}
                isDisabled={back >= mostBack(zoom)}
                onPress={() => move(back + 1)}
              />
              <IconButton
                label={t('timeline.later')}
                icon={<ChevronRight aria-hidden className="size-4" />}
                isDisabled={back === 0}
                onPress={() => move(back - 1)}
              />
            </>
          )}
          <div
            role="group"
            aria-label={t('timeline.zoom')}
            className="flex overflow-hidden rounded-sm border border-line-strong"
          >
            {zooms.map((days) => (
              <AddressLink
                key={days}
                href={address.hrefWith({ days: days === timelineDays ? null : days, back: null, ...keep })}
                replace
                aria-current={days === zoom ? 'true' : undefined}
                className={clsx(
                  'inline-flex h-7 items-center border-r border-line-strong px-2.5 text-xs font-medium last:border-r-0 focus-visible:-outline-offset-2 pointer-coarse:h-11 pointer-coarse:px-4',
                  days === zoom ? 'bg-accent-soft text-accent-ink' : 'text-ink-2 hover:bg-hover',
                )}
              >
                {t('timeline.days', { count: days })}
              </AddressLink>
            ))}
          </div>
        </div>
      </div>
      {recent.isError && !recent.data ? (
        <div className="p-3">
          <ErrorState
            error={recent.error}
            onRetry={() => void recent.refetch()}
            isRetrying={recent.isFetching}
            className="border-0"
          />
        </div>
      ) : recent.data ? (
        <div className="px-4 pt-3 pb-3">
          <TimelineChart
            points={points}
            folded={folded}
            empty={empty}
            runs={runs}
            range={range}
            now={now}
            openGuid={openGuid}
            onOpen={onOpen}
            onOpenRuns={onOpenRuns}
          />
          <div className="mt-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
            <p className="text-xs text-ink-2 tabular-nums">
              {summarySentence(visible, t)} {recent.data.isCut ? t('timeline.isCut') : null}{' '}
              {notKeptSentence(visibleRuns, t)}{' '}
              {empty?.removed === 0 ? t('timeline.sentence', { text: empty.words }) : null}{' '}
              {expirySentence(expiries, t, format)}{' '}
              {visibleFolded.length > 0 ? t('timeline.folded', { count: visibleFolded.length }) : null}{' '}
              {removed ? (
                <AddressLink
                  href={address.hrefWith({ removed: showsRemoved ? null : 'shown', ...keep })}
                  replace
                  className="link-accent whitespace-nowrap"
                >
                  {showsRemoved ? t('timeline.fold') : t('timeline.unfold')}
                </AddressLink>
              ) : null}
            </p>
            <TimelineLegend
              statuses={new Set(visible.map(({ status }) => status))}
              runs={new Set(visibleRuns.map(({ status }) => status))}
              hasFolded={visibleFolded.length > 0}
              hasExpiries={expiries.length > 0}
            />
          </div>
        </div>
      ) : (
        <Loading label={t('timeline.loading')} className="p-4">
          <Skeleton className="h-36" />
          <Skeleton className="mt-3 h-4 w-64" />
        </Loading>
      )}
    </section>
  );
}
