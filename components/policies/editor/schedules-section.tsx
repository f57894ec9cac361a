'use client';

import { clsx } from 'clsx';
import { CalendarPlus, Copy, Trash2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { RunList } from '@/components/policies/runs';
import { scheduleSentence } from '@/components/policies/schedule-sentence';
import { Button, IconButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useServerText } from '@/lib/client/format/server-text';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import { bodyOfSchedule, copyOfSchedule, faultsOfSchedule, newScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import type { ScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import { useSchedulePreview } from '@/lib/client/queries/schedules';
import { faultAt } from './saving';
import type { Faults } from './saving';
import { ScheduleFields } from './schedule-fields';

interface SchedulesSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
  /** The tenant's zone, for new schedules. */
  timeZone: string;
  /** How many schedules others have added to this policy. */
  providerCount: number;
}

/** The schedules of a policy, each with its next runs beside it. */
export function SchedulesSection({ draft, change, faults, timeZone, providerCount }: SchedulesSectionProps) {
  const t = useTranslations('policies');
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
    <Section title={t('schedulesSection.title')} count={schedules.length} padded={false}>
      {schedules.length === 0 ? <p className="px-4 pt-4 text-ink-2">{t('schedulesSection.none')}</p> : null}
      {providerCount > 0 ? (
        <Notice className="m-4 mb-0" title={t('schedulesSection.foreign', { count: providerCount })}>
          {t('schedulesSection.foreignText')}
        </Notice>
      ) : null}
      <ol className="divide-y divide-line">
        {schedules.map((schedule, index) => {
          const whole = faults[`schedules.${index}`];
          const title = schedule.name.trim() || t('schedulesSection.unnamed', { number: index + 1 });
          return (
            <li key={schedule.key} className="p-4" aria-labelledby={headingId(schedule.key)}>
              <div className="mb-3 flex items-center gap-2">
                <h3 id={headingId(schedule.key)} tabIndex={-1} className="min-w-0 flex-1 truncate rounded-xs text-sm">
                  {title}
                </h3>
                <IconButton
                  label={t('schedulesSection.copy', { name: title })}
                  icon={<Copy aria-hidden className="size-4" />}
                  onPress={() => add(copyOfSchedule(schedule, schedules))}
                />
                <IconButton
                  label={t('schedulesSection.remove', { name: title })}
                  icon={<Trash2 aria-hidden className="size-4" />}
                  onPress={() => {
                    focusOn.current = schedules[index + 1]?.key ?? schedules[index - 1]?.key ?? 'none';
                    put((before) => before.filter(({ key }) => key !== schedule.key));
                  }}
                />
              </div>
              {whole === undefined ? null : (
                <Notice tone="fail" className="mb-3" title={t('schedulesSection.fault')}>
                  {whole}
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
          onPress={() => add(newScheduleDraft(timeZone, schedules, t))}
        >
          {t(schedules.length === 0 ? 'schedulesSection.add' : 'schedulesSection.addAnother')}
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

/** The runs and warnings of a schedule, before it is saved; updated while the person types. */
function SchedulePreview({ schedule, others, machines, runs }: SchedulePreviewProps) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const language = useLocale();
  // A name is not needed for this.
  const named = (each: ScheduleDraft) => (each.name.trim() === '' ? { ...each, name: t('preview.thisName') } : each);
  const hasValidTimes = (each: ScheduleDraft) => isWellFormed(named(each));
  const isComplete = hasValidTimes(schedule);
  const body = isComplete
    ? {
        ...bodyOfSchedule(named(schedule)),
        others: others.filter(hasValidTimes).map((each) => bodyOfSchedule(named(each))),
        machines,
      }
    : null;
  const { data, isBehind, isError, refetch } = useSchedulePreview(body);
  const title = schedule.name.trim() || t('preview.this');
  return (
    <div aria-live="polite" aria-busy={isComplete && isBehind} className="min-w-0 rounded-sm bg-sunken p-3">
      <h4 className="text-sm">{t('preview.title')}</h4>
      {!isComplete ? (
        <p className="mt-1 text-ink-2">{t('preview.incomplete')}</p>
      ) : (
        <>
          <p className="mt-0.5 mb-2 text-xs text-ink-2">
            {t('preview.when', {
              when: scheduleSentence(bodyOfSchedule(schedule), t, language),
              zone: schedule.timeZone,
            })}
          </p>
          {isError && !data ? (
            <p className="text-ink-2">
              {t.rich('preview.failed', {
                retry: (chunks) => (
                  <button type="button" className="link-accent" onClick={() => void refetch()}>
                    {chunks}
                  </button>
                ),
              })}
            </p>
          ) : !data ? (
            <Loading label={t('preview.loading', { name: title })} className="space-y-2">
              <Skeleton className="h-4 w-52" />
              <Skeleton className="h-4 w-48" />
              <Skeleton className="h-4 w-52" />
            </Loading>
          ) : (
            <div className={clsx('space-y-2', isBehind && 'opacity-60')}>
              {data.refused === null ? null : (
                <Notice tone="fail" title={t('preview.refused')}>
                  {wordsOfServer(data.refused, data.refusedRef)}
                </Notice>
              )}
              {data.upstreamSchedules > 1 ? (
                <p className="text-ink-2">
                  {t.rich('preview.several', {
                    count: data.upstreamSchedules,
                    b: (chunks) => <strong className="font-medium">{chunks}</strong>,
                  })}
                </p>
              ) : null}
              {runs ? null : <p className="text-late">{t('preview.off')}</p>}
              {data.nextRuns.length === 0 ? (
                <p className="text-ink-2">{t('preview.none')}</p>
              ) : (
                <RunList runs={data.nextRuns} timeZone={schedule.timeZone} label={t('run.nextOf', { name: title })} />
              )}
              {data.warnings.map((warning, index) => (
                <Notice key={warning} tone="late">
                  {wordsOfServer(warning, data.warningRefs?.[index])}
                </Notice>
              ))}
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** The server can compute the runs: at most Storware can't run them exactly. */
function isWellFormed(schedule: ScheduleDraft): boolean {
  return faultsOfSchedule(schedule).every(({ path }) => path === '');
}
