'use client';

import { ChevronDown, ChevronRight, Lock } from 'lucide-react';
import { useId, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { ExactTime } from '@/components/ui/time-text';
import { Notice } from '@/components/ui/notice';
import { BackupTypeText } from '@/components/ui/state-badges';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useCan } from '@/lib/client/queries/me';
import { useSchedule, useSetBackSchedule } from '@/lib/client/queries/schedules';
import { useTimeZone } from '@/lib/client/format/formats';
import type { Schedule, ScheduleDetail } from '@/lib/contracts/schedule';
import { RunList } from './runs';
import { everyWords, scheduleSentence } from './schedule-sentence';

const shown = 3;

interface ScheduleRowProps {
  schedule: Schedule;
  /** Why nothing runs although the schedule is on, such as a policy that is off. */
  whyIdle?: string | undefined;
  withHistory?: boolean;
}

/** One schedule as it is meant, its next runs and what happened to it. */
export function ScheduleRow({ schedule, whyIdle, withHistory = true }: ScheduleRowProps) {
  const [isOpen, setOpen] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const id = useId();
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
          {active ? null : <Badge>Off</Badge>}
          {readOnly ? <Badge icon={<Lock aria-hidden />}>Provider’s</Badge> : null}
        </h3>
        <p className="mt-1">
          {scheduleSentence(schedule)} <span className="text-ink-3">({timeZone})</span>
        </p>
        {startWindowMinutes === null ? null : (
          <p className="text-xs text-ink-3">
            May start up to {everyWords(startWindowMinutes).replace(/^hour$/, '1 h')} later.
          </p>
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
            History<span className="sr-only"> of {name}</span>
          </Button>
        ) : null}
      </div>
      <div className="min-w-0">
        <p className="text-xs text-ink-3">Next runs, {pageZone}</p>
        {nextRuns.length === 0 ? (
          <p className="text-ink-2">{active ? (whyIdle ?? 'None within a year') : 'None while it is off'}</p>
        ) : (
          <RunList runs={runs} timeZone={timeZone} shownIn={pageZone} label={`Next runs of ${name}`} />
        )}
        {nextRuns.length > shown ? (
          <Button variant="quiet" size="sm" className="mt-1 -ml-2" onPress={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show fewer' : `Show the next ${nextRuns.length}`}
            <span className="sr-only"> runs of {name}</span>
          </Button>
        ) : null}
      </div>
      <div id={id} hidden={!isOpen} className="border-t border-line pt-3 lg:col-span-2">
        {isOpen ? <ScheduleHistory guid={schedule.guid} /> : null}
      </div>
    </li>
  );
}

const words: Record<Exclude<Schedule['condition']['kind'], 'OK'>, { title: string; then: string; action: string }> = {
  CHANGED_ELSEWHERE: {
    title: 'Somebody changed it in the backup system itself',
    then: 'It runs as they said until it is set back or changed here.',
    action: 'Set it back',
  },
  GONE: { title: 'Somebody deleted it in the backup system itself', then: 'It does not run.', action: 'Make it again' },
  REFUSED: {
    title: 'It could not be adjusted to a change of clocks',
    then: 'It may run at another local time than it says.',
    action: 'Try to adjust it',
  },
};

/** What is unusual about a schedule, plainly, and for administrators the way out. */
function ScheduleCondition({ schedule }: { schedule: Schedule }) {
  const explainProblem = useExplainProblem();
  const canWrite = useCan('policy:write');
  const setBack = useSetBackSchedule();
  const { condition, name, readOnly } = schedule;
  if (condition.kind === 'OK') return null;
  const { title, then, action } = words[condition.kind];
  const press = () =>
    setBack.mutate(schedule, {
      onSuccess: () => showToast({ tone: 'ok', title: `${name} is as it was meant` }),
      onError: (error) =>
        showToast({ tone: 'fail', title: `${name} was not changed`, description: explainProblem(error).cause }),
    });
  return (
    <Notice
      tone="late"
      className="mt-2"
      title={title}
      action={
        canWrite && !readOnly ? (
          <Button size="sm" onPress={press} isPending={setBack.isPending}>
            {action}
          </Button>
        ) : undefined
      }
    >
      {condition.detail === null ? null : `${condition.detail.replace(/\.?$/, '.')} `}
      {then}
    </Notice>
  );
}

type Event = ScheduleDetail['history'][number];

const scheduleHistoryWords: Record<Event['kind'], string> = {
  CREATED: 'Made',
  CHANGED: 'Changed',
  REWRITTEN: 'Adjusted to a change of clocks',
  REFUSED: 'Could not be adjusted to a change of clocks',
  CHANGED_ELSEWHERE: 'Changed in the backup system itself',
  CHANGED_BACK: 'Back as it was meant',
  GONE: 'Deleted in the backup system itself',
};

/** What happened to a schedule, newest first, and when its clocks change next. */
function ScheduleHistory({ guid }: { guid: string }) {
  const { data, error, refetch, isFetching } = useSchedule(guid);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  if (!data) {
    return (
      <Loading label="The history is loading" className="space-y-2">
        <Skeleton className="h-4 w-72" />
        <Skeleton className="h-4 w-56" />
      </Loading>
    );
  }
  return (
    <div className="space-y-2">
      {data.nextRewriteAt === null ? null : (
        <p className="text-ink-2">
          The clocks of {data.timeZone} change next on <ExactTime at={data.nextRewriteAt} />. The portal adjusts the
          schedule shortly before, so that its local time stays.
        </p>
      )}
      {data.history.length === 0 ? (
        <p className="text-ink-3">Nothing is recorded of it.</p>
      ) : (
        <ol className="space-y-1.5">
          {data.history.map((event) => (
            <li key={`${event.at}${event.kind}`}>
              <span className="font-medium">{scheduleHistoryWords[event.kind]}</span>
              <span className="text-ink-3">
                {' '}
                <ExactTime at={event.at} />
                {event.by === null ? ', by the portal' : `, by ${event.by}`}
              </span>
              <span className="block text-ink-2">{event.detail}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
