'use client';

import { ChevronDown, ChevronRight, Lock } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { BackupTypeText, Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { ExactTime } from '@/components/ui/time-text';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { useServerText } from '@/lib/client/format/server-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useCan } from '@/lib/client/queries/me';
import { useSchedule, useSetBackSchedule } from '@/lib/client/queries/schedules';
import { useTimeZone } from '@/lib/client/format/formats';
import type { Schedule } from '@/lib/contracts/schedule';
import { RunList } from './runs';
import { scheduleSentence, spanWords } from './schedule-sentence';

const shown = 3;

interface ScheduleRowProps {
  schedule: Schedule;
  /** Why nothing runs although the schedule is on, such as a policy that is off. */
  whyIdle?: string | undefined;
  withHistory?: boolean;
}

/** One schedule: its definition, its next runs and its history. */
export function ScheduleRow({ schedule, whyIdle, withHistory = true }: ScheduleRowProps) {
  const [isOpen, setOpen] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const id = useId();
  const t = useTranslations('policies');
  const language = useLocale();
  const { name, active, backupType, timeZone, startWindowMinutes, nextRuns, readOnly } = schedule;
  const pageZone = useTimeZone();
  const runs = showsAll ? nextRuns : nextRuns.slice(0, shown);
  return (
    <li className="grid gap-x-8 gap-y-3 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="min-w-0 break-words">{name}</span>
          <span className="font-normal">
            <BackupTypeText type={backupType} />
          </span>
          {active ? null : <Badge>{t('schedule.off')}</Badge>}
          {readOnly ? <Badge icon={<Lock aria-hidden />}>{t('schedule.providers')}</Badge> : null}
        </h3>
        <p className="mt-1">
          {t.rich('schedule.inZone', {
            when: scheduleSentence(schedule, t, language),
            timeZone,
            zone: (chunks) => <span className="text-ink-3">{chunks}</span>,
          })}
        </p>
        {startWindowMinutes === null ? null : (
          <p className="text-xs text-ink-3">{t('schedule.mayStart', { span: spanWords(startWindowMinutes, t) })}</p>
        )}
        <ScheduleCondition schedule={schedule} />
        {withHistory && !readOnly ? (
          <Button
            variant="quiet"
            size="sm"
            className="mt-1.5 -ml-2"
            aria-expanded={isOpen}
            aria-controls={id}
            onPress={() => setOpen(!isOpen)}
            icon={
              isOpen ? (
                <ChevronDown aria-hidden className="size-3.5" />
              ) : (
                <ChevronRight aria-hidden className="size-3.5" />
              )
            }
          >
            {t.rich('schedule.history', { name, sr: srOnly })}
          </Button>
        ) : null}
      </div>
      <div className="min-w-0">
        <p className="text-xs text-ink-3">{t('schedule.nextRuns', { zone: pageZone })}</p>
        {nextRuns.length === 0 ? (
          <p className="text-ink-2">{active ? (whyIdle ?? t('schedule.noRuns')) : t('schedule.noRunsWhileOff')}</p>
        ) : (
          <RunList runs={runs} timeZone={timeZone} shownIn={pageZone} label={t('run.nextOf', { name })} />
        )}
        {nextRuns.length > shown ? (
          <Button variant="quiet" size="sm" className="mt-1 -ml-2" onPress={() => setShowsAll(!showsAll)}>
            {showsAll
              ? t.rich('schedule.showFewer', { name, sr: srOnly })
              : t.rich('schedule.showMore', { count: nextRuns.length, name, sr: srOnly })}
          </Button>
        ) : null}
      </div>
      <div id={id} hidden={!isOpen} className="border-t border-line pt-3 lg:col-span-2">
        {isOpen ? <ScheduleHistory guid={schedule.guid} /> : null}
      </div>
    </li>
  );
}

function srOnly(chunks: ReactNode) {
  return <span className="sr-only">{chunks}</span>;
}

/** Problems of a schedule, and for administrators the solution. */
function ScheduleCondition({ schedule }: { schedule: Schedule }) {
  const t = useTranslations('policies');
  const explainProblem = useExplainProblem();
  const canWrite = useCan('policy:write');
  const setBack = useSetBackSchedule();
  const { condition, name, readOnly } = schedule;
  const detail = useServerText()(condition.detail, condition.detailRef);
  if (condition.kind === 'OK') return null;
  const press = () =>
    setBack.mutate(schedule, {
      onSuccess: () => showToast({ tone: 'ok', title: t('schedule.setBack', { name }) }),
      onError: (error) =>
        showToast({
          tone: 'fail',
          title: t('schedule.notSetBack', { name }),
          description: explainProblem(error).cause,
        }),
    });
  return (
    <Notice
      tone="late"
      className="mt-2"
      title={t(`schedule.condition.${condition.kind}.title`)}
      action={
        canWrite && !readOnly ? (
          <Button size="sm" onPress={press} isPending={setBack.isPending}>
            {t(`schedule.condition.${condition.kind}.action`)}
          </Button>
        ) : undefined
      }
    >
      {detail === null ? null : `${detail.replace(/\.?$/, '.')} `}
      {t(`schedule.condition.${condition.kind}.then`)}
    </Notice>
  );
}

/** The history of a schedule, newest first, and the next clock change. */
function ScheduleHistory({ guid }: { guid: string }) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const { data, error, refetch, isFetching } = useSchedule(guid);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  if (!data) {
    return (
      <Loading label={t('schedule.historyLoading')} className="space-y-2">
        <Skeleton className="h-4 w-72" />
        <Skeleton className="h-4 w-56" />
      </Loading>
    );
  }
  return (
    <div className="space-y-2">
      {data.nextRewriteAt === null ? null : (
        <p className="text-ink-2">
          {t.rich('schedule.clockChange', { zone: data.timeZone, at: () => <ExactTime at={data.nextRewriteAt} /> })}
        </p>
      )}
      {data.history.length === 0 ? (
        <p className="text-ink-3">{t('schedule.historyEmpty')}</p>
      ) : (
        <ol className="space-y-1.5">
          {data.history.map((event) => (
            <li key={`${event.at}${event.kind}`}>
              <span className="font-medium">{t(`schedule.event.${event.kind}`)}</span>
              <span className="text-ink-3">
                {' '}
                {event.by === null
                  ? t.rich('schedule.eventByPortal', { at: () => <ExactTime at={event.at} /> })
                  : t.rich('schedule.eventBy', { by: event.by, at: () => <ExactTime at={event.at} /> })}
              </span>
              <span className="block text-ink-2">{wordsOfServer(event.detail, event.detailRef)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
