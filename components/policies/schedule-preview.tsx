'use client';

import { classNames } from '@/components/ui/class-names';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { bodyOfSchedule, faultsOfSchedule } from '@/lib/client/schedule-draft';
import type { ScheduleDraft } from '@/lib/client/schedule-draft';
import { useSchedulePreview } from '@/lib/client/schedules';
import { RunList } from './run-list';
import { scheduleSentence } from './schedule-sentence';

export interface SchedulePreviewProps {
  schedule: ScheduleDraft;
  others: readonly ScheduleDraft[];
  machines: number;
  /** Policy and schedule are on. */
  runs: boolean;
}

/** When a schedule would run, and what is worth knowing before it is saved; follows what is typed. */
export function SchedulePreview({ schedule, others, machines, runs }: SchedulePreviewProps) {
  const isComplete = isSpeakable(schedule);
  const body = isComplete
    ? {
        ...bodyOfSchedule(named(schedule)),
        others: others.filter(isSpeakable).map((each) => bodyOfSchedule(named(each))),
        machines,
      }
    : null;
  const { data, isBehind, isError, refetch } = useSchedulePreview(body);
  const title = schedule.name.trim() || 'this schedule';
  return (
    <div aria-live="polite" aria-busy={isComplete && isBehind} className="min-w-0 rounded-sm bg-sunken p-3">
      <h4 className="text-sm">Next runs</h4>
      {!isComplete ? (
        <p className="mt-1 text-ink-2">They stand here as soon as its times and days are complete.</p>
      ) : (
        <>
          <p className="mt-0.5 mb-2 text-xs text-ink-2">
            {scheduleSentence(bodyOfSchedule(schedule))}, {schedule.timeZone}
          </p>
          {isError && !data ? (
            <p className="text-ink-2">
              They could not be worked out just now.{' '}
              <button type="button" className="link-accent" onClick={() => void refetch()}>
                Try again
              </button>
            </p>
          ) : !data ? (
            <Loading label={`Next runs of ${title} are being worked out`} className="space-y-2">
              <Skeleton className="h-4 w-52" />
              <Skeleton className="h-4 w-48" />
              <Skeleton className="h-4 w-52" />
            </Loading>
          ) : (
            <div className={classNames('space-y-2', isBehind && 'opacity-60')}>
              {data.refused === null ? null : (
                <Notice tone="fail" title="The backup system can’t keep this">
                  {data.refused}
                </Notice>
              )}
              {data.upstreamSchedules > 1 ? (
                <p className="text-ink-2">
                  The backup system knows UTC only: it holds this as{' '}
                  <strong className="font-medium">{data.upstreamSchedules} schedules</strong>, all named after this
                  policy and schedule. Here it stays one.
                </p>
              ) : null}
              {runs ? null : <p className="text-late">It is off: so it would run if it were on.</p>}
              {data.nextRuns.length === 0 ? (
                <p className="text-ink-2">None within a year.</p>
              ) : (
                <RunList runs={data.nextRuns} timeZone={schedule.timeZone} label={`Next runs of ${title}`} />
              )}
              {data.warnings.map((warning) => (
                <Notice key={warning} tone="late">
                  {warning}
                </Notice>
              ))}
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** The server can say when it runs, whatever else is wrong. */
function isSpeakable(schedule: ScheduleDraft): boolean {
  return Object.keys(faultsOfSchedule(named(schedule))).every((path) => path === '');
}

/** Without a name it runs as well. */
function named(schedule: ScheduleDraft): ScheduleDraft {
  return schedule.name.trim() === '' ? { ...schedule, name: 'This schedule' } : schedule;
}
