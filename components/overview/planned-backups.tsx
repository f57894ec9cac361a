'use client';

import { CalendarClock, CircleCheck, CircleX, ClockAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ScoreText } from '@/components/policies/policy-state';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { machineAddress, machineListAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { scoreSeverity, scoreSentence } from '@/lib/client/format/score';
import type { ScoreSeverity } from '@/lib/client/format/score';
import type { ExpectedRunListParams } from '@/lib/client/live/keys';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import type { ExpectedRun } from '@/lib/contracts/expected-run';
import type { Overview } from '@/lib/contracts/overview';
import { DayChart, DayLegend, spanOf } from './day-chart';
import { missedRuns, missedShownAtFirst } from '@/lib/client/queries/reads';

const policiesShown = 3;
const week = 'week';

const severities: Record<ScoreSeverity, { ink: string; icon: typeof CircleCheck }> = {
  none: { ink: 'text-ink-3', icon: CalendarClock },
  ok: { ink: 'text-ok', icon: CircleCheck },
  late: { ink: 'text-late', icon: ClockAlert },
  fail: { ink: 'text-fail', icon: CircleX },
};

/**
 * Whether planned backups happened: the percentage as text, the last 30 days as a chart, and on request the backups
 * that did not happen.
 */
export function PlannedBackups({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const ui = useTranslations('ui');
  const format = useFormats();
  /** The open list: a day's, by its date, or that of the last 7 days. */
  const [shown, setShown] = useState<string | null>(null);
  const { scores, days, worstPolicies, nextRuns } = overview;
  const { days7, days30 } = scores;
  const notKept = days7.expected - days7.kept;
  const { answer, further } = plannedBackupsText(scores, nextRuns.length > 0, { t, ui, format });
  const { ink, icon: Icon } = severities[scoreSeverity(days7)];
  const span = shown === null || shown === week ? null : spanOf(days, shown);
  const isWeek = shown === week && notKept > 0;
  return (
    <Section title={t('planned.title')} padded={false}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4 sm:p-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div>
          <p className="flex items-start gap-2.5 text-lg text-balance">
            <Icon aria-hidden className={`mt-0.75 size-5 shrink-0 ${ink}`} />
            <span>{answer}</span>
          </p>
          {further === null ? null : <p className="mt-1.5 pl-7.5 text-ink-2">{further}</p>}
          {days30.expected === 0 && nextRuns.length === 0 ? (
            <p className="mt-1.5 pl-7.5">
              <Link href="/policies" className="link-accent">
                {t('planned.toPolicies')}
              </Link>
            </p>
          ) : null}
          {notKept > 0 ? (
            <p className="mt-2 pl-5">
              <Button
                variant="quiet"
                size="sm"
                aria-expanded={isWeek}
                onPress={() => setShown(isWeek ? null : week)}
                className="!h-auto min-h-7 max-w-full !shrink py-1 text-left !whitespace-normal"
              >
                {isWeek ? t('planned.hide') : t('planned.show', { count: notKept })}
              </Button>
            </p>
          ) : null}
          {notKept > 0 && worstPolicies.length > 0 ? (
            <dl className="mt-3 ml-7.5 text-xs">
              <dt className="mb-1 text-ink-3">{t('planned.byPolicy')}</dt>
              {worstPolicies.slice(0, policiesShown).map(({ policy, days7: score }) => (
                <dd key={policy.guid} className="flex h-6 max-w-64 items-center gap-3">
                  <Link
                    href={machineListAddress({ policy: policy.guid })}
                    className="link min-w-0 truncate font-normal"
                  >
                    {policy.name}
                  </Link>
                  <span className="ml-auto shrink-0">
                    <ScoreText score={score} days={7} />
                  </span>
                </dd>
              ))}
            </dl>
          ) : null}
        </div>
        {days30.expected > 0 ? (
          <div className="min-w-0 space-y-3">
            <DayLegend days={days} />
            <DayChart days={days} chosen={span ? shown : null} onChoose={setShown} />
          </div>
        ) : null}
      </div>
      <div className="border-t border-line empty:hidden">
        {isWeek ? (
          <MissedOfWeek total={notKept} />
        ) : span && shown !== null ? (
          <MissedOfDay key={shown} day={format.day(shown)} span={span} />
        ) : null}
      </div>
    </Section>
  );
}

/** Whether planned backups happened: the last week as text with notes; the chart shows the month. */
export function plannedBackupsText(
  { days7, days30 }: Overview['scores'],
  hasNextRun: boolean,
  {
    t,
    ui,
    format,
  }: {
    t: ReturnType<typeof useTranslations<'overview'>>;
    ui: ReturnType<typeof useTranslations<'ui'>>;
    format: Pick<Formats, 'percent'>;
  },
): { answer: string; further: string | null } {
  if (days30.expected === 0) {
    return {
      answer: t('planned.noneDueYet'),
      further: t(hasNextRun ? 'planned.noneDueSoon' : 'planned.noneDueEver'),
    };
  }
  return {
    answer: scoreSentence(days7, 7, ui, format),
    further: days7.expected === days30.expected ? t('planned.nothingBefore') : null,
  };
}

/** The maximum of the API. */
const shownAtMost = 200;
const weekMs = 7 * 86_400_000;

/** The planned backups of the last 7 days that did not happen, newest first, each with its cause. */
export function MissedOfWeek({ total }: { total: number }) {
  const t = useTranslations('overview');
  const now = useNow();
  return (
    <MissedList
      title={t('missed.title')}
      label={t('missed.label')}
      query={missedRuns}
      total={total}
      isShown={({ at }) => now - Date.parse(at) < weekMs}
    />
  );
}

/** The planned backups of one day that were late or did not happen. */
export function MissedOfDay({ day, span }: { day: string; span: { from: string; to: string | undefined } }) {
  const t = useTranslations('overview');
  return (
    <MissedList
      title={t('missed.ofDay', { day })}
      label={t('missed.ofDay', { day })}
      query={{ state: ['LATE', 'MISSED', 'FAILED'], ...span }}
      empty={<p className="px-4 pb-3 text-ink-2 sm:px-5">{t('missed.noneOfDay', { day })}</p>}
    />
  );
}

interface MissedListProps {
  title: string;
  /** Names the list for screen readers. */
  label: string;
  query: ExpectedRunListParams;
  /** Their number, if known before the list; else from the list. */
  total?: number | undefined;
  /** Leaves out what has become too old since it was read. */
  isShown?: ((run: ExpectedRun) => boolean) | undefined;
  empty?: ReactNode;
}

function MissedList({ title, label, query, total: given, isShown = () => true, empty }: MissedListProps) {
  const t = useTranslations('overview');
  const [isWhole, setWhole] = useState(false);
  const list = useExpectedRunList({ ...query, pageSize: isWhole ? shownAtMost : missedShownAtFirst });
  const runs = list.data?.items.filter(isShown);
  const total = given ?? list.data?.total ?? missedShownAtFirst;
  return (
    <div className="min-w-0">
      <h3 className="px-4 pt-3 pb-1 text-xs font-normal text-ink-3 sm:px-5">{title}</h3>
      {runs === undefined ? (
        list.isError ? (
          <ErrorState
            error={list.error}
            onRetry={() => void list.refetch()}
            isRetrying={list.isFetching}
            className="m-3 border-0"
          />
        ) : (
          <Loading label={t('missed.loading')} className="space-y-4 px-4 py-3 sm:px-5">
            {Array.from({ length: Math.min(total, missedShownAtFirst) }, (_, index) => (
              <Skeleton key={index} className="h-8 w-full" />
            ))}
          </Loading>
        )
      ) : runs.length === 0 && empty ? (
        empty
      ) : (
        <>
          <ul aria-label={label} className="divide-y divide-line">
            {runs.map((run) => (
              <MissedRun key={`${run.at} ${run.machine.guid} ${run.schedule.guid}`} run={run} />
            ))}
          </ul>
          {total > missedShownAtFirst ? (
            <div className="border-t border-line px-2 py-1.5">
              <Button variant="quiet" size="sm" isPending={list.isPlaceholderData} onPress={() => setWhole(!isWhole)}>
                {isWhole
                  ? t('missed.onlyNewest', { count: missedShownAtFirst })
                  : total > shownAtMost
                    ? t('missed.showNewest', { count: shownAtMost })
                    : t('missed.showAll', { count: total })}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

function MissedRun({ run: { at, machine, schedule, state, cause } }: { run: ExpectedRun }) {
  const t = useTranslations('overview');
  return (
    <li className="px-4 py-2 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3">
        <Link href={machineAddress(machine.guid, { tab: 'planned' })} className="link min-w-0 truncate">
          <ThingName of={machine} />
        </Link>
        <ExpectedRunBadge state={state} />
        <span className="ml-auto shrink-0 text-xs text-ink-3">
          <RelativeTime at={at} />
        </span>
      </div>
      <p className="text-xs text-ink-2">
        {cause ?? (state === 'LATE' ? null : t('missed.causeUnknown'))}{' '}
        <span className="text-ink-3">{schedule.name}</span>
      </p>
    </li>
  );
}
