'use client';

import { clsx } from 'clsx';
import { CalendarPlus, Copy, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { RunList } from '@/components/policies/runs';
import { scheduleSentence } from '@/components/policies/schedule-sentence';
import { Button, IconButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import { bodyOfSchedule, copyOfSchedule, faultsOfSchedule, newScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import type { ScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import { useSchedulePreview } from '@/lib/client/queries/schedules';
import { faultAt, sentence } from './saving';
import type { Faults } from './saving';
import { ScheduleFields } from './schedule-fields';

interface SchedulesSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
  /** The tenant's zone, for new schedules. */
  timeZone: string;
  /** How many schedules others have put into this policy. */
  foreign: number;
}

/** The schedules of a policy, each with its next runs beside it. */
export function SchedulesSection({ draft, change, faults, timeZone, foreign }: SchedulesSectionProps) {
  const { schedules } = draft;
  const focusOn = useRef<string | null>(null);
  useEffect(() => {
    if (focusOn.current === null) return;
    document.getElementById(headingId(focusOn.current))?.focus();
    focusOn.current = null;
  }, [schedules.length]);
  const put = (next: (before: readonly ScheduleDraft[]) => ScheduleDraft[]) =>
    change((before) => ({ schedules: next(before.schedules) }));
  const add = (made: ScheduleDraft) => {
    focusOn.current = made.key;
    put((before) => [...before, made]);
  };
  return (
    <Section title="Schedules" count={schedules.length} padded={false}>
      {schedules.length === 0 ? (
        <p className="px-4 pt-4 text-ink-2">
          Without a schedule nothing runs by itself; the policy then only says where backups go.
        </p>
      ) : null}
      {foreign > 0 ? (
        <Notice
          className="m-4 mb-0"
          title={
            foreign === 1
              ? '1 schedule of your provider is in this policy'
              : `${foreign} schedules of your provider are in this policy`
          }
        >
          They stay as they are.
        </Notice>
      ) : null}
      <ol className="divide-y divide-line">
        {schedules.map((schedule, index) => {
          const whole = faults[`schedules.${index}`];
          const title = schedule.name.trim() || `Schedule ${index + 1}`;
          return (
            <li key={schedule.key} className="p-4" aria-labelledby={headingId(schedule.key)}>
              <div className="mb-3 flex items-center gap-2">
                <h3 id={headingId(schedule.key)} tabIndex={-1} className="min-w-0 flex-1 truncate rounded-xs text-sm">
                  {title}
                </h3>
                <IconButton
                  label={`Copy ${title}`}
                  icon={<Copy aria-hidden className="size-4" />}
                  onPress={() => add(copyOfSchedule(schedule, schedules))}
                />
                <IconButton
                  label={`Remove ${title}`}
                  icon={<Trash2 aria-hidden className="size-4" />}
                  onPress={() => {
                    focusOn.current = schedules[index + 1]?.key ?? schedules[index - 1]?.key ?? 'none';
                    put((before) => before.filter(({ key }) => key !== schedule.key));
                  }}
                />
              </div>
              {whole === undefined ? null : (
                <Notice tone="fail" className="mb-3" title="It can’t be saved like this">
                  {sentence(whole)}
                </Notice>
              )}
              <div className="grid gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
                <ScheduleFields
                  schedule={schedule}
                  usualZone={timeZone}
                  faultOf={(path) => faultAt(faults, `schedules.${index}.${path}`)}
                  onChange={(next) =>
                    put((before) => before.map((each) => (each.key === schedule.key ? { ...each, ...next } : each)))
                  }
                />
                <SchedulePreview
                  schedule={schedule}
                  others={schedules.filter((each) => each !== schedule)}
                  machines={draft.machines.length}
                  runs={draft.active && schedule.active}
                />
              </div>
            </li>
          );
        })}
      </ol>
      <div className={schedules.length === 0 ? 'p-4' : 'border-t border-line p-4'}>
        <Button
          id={headingId('none')}
          icon={<CalendarPlus aria-hidden className="size-4" />}
          onPress={() => add(newScheduleDraft(timeZone, schedules))}
        >
          {schedules.length === 0 ? 'Add a schedule' : 'Add another schedule'}
        </Button>
      </div>
    </Section>
  );
}

function headingId(key: string): string {
  return `schedule-${key}`;
}

interface SchedulePreviewProps {
  schedule: ScheduleDraft;
  others: readonly ScheduleDraft[];
  machines: number;
  /** Policy and schedule are on. */
  runs: boolean;
}

/** When a schedule would run, and what is worth knowing before it is saved; follows what is typed. */
function SchedulePreview({ schedule, others, machines, runs }: SchedulePreviewProps) {
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
            <div className={clsx('space-y-2', isBehind && 'opacity-60')}>
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
