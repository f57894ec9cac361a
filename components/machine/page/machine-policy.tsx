'use client';

import { CalendarOff, CalendarPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { scheduleWords } from './schedule-words';
import { ScheduleRow } from '@/components/policies/schedule-row';
import { BackupTypeText, Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ExactTime, RelativeTime } from '@/components/ui/time-text';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormats } from '@/lib/client/format/formats';
import { useCan } from '@/lib/client/queries/me';
import { useNow } from '@/lib/client/format/now';
import { usePolicy } from '@/lib/client/queries/policies';
import { policyAddress } from '@/lib/client/addresses';
import type { MachineDetail, MachineSchedule } from '@/lib/contracts/machine';

interface MachinePolicyProps {
  machine: MachineDetail;
  /** Opens the choice of another policy. */
  onAssign: () => void;
}

/** Which policy protects the machine and when it runs next. */
export function MachinePolicy({ machine, onAssign }: MachinePolicyProps) {
  const t = useTranslations('machine');
  const canAssign = useCan('policy:write') && machine.present;
  const read = usePolicy(machine.policy?.guid ?? null);
  if (!machine.policy) {
    return (
      <div className="panel">
        <EmptyState
          icon={<CalendarOff aria-hidden />}
          title={t('policy.none')}
          action={
            canAssign ? (
              <Button variant="primary" icon={<CalendarPlus aria-hidden className="size-4" />} onPress={onAssign}>
                {t('actions.assignPolicy')}
              </Button>
            ) : undefined
          }
        >
          {machine.present ? t('policy.noneText') : t('policy.noneTextRemoved')}
        </EmptyState>
      </div>
    );
  }
  // A policy that the tenant may not see is shown with Storware's schedules.
  const policy = read.data;
  const count = policy ? policy.schedules.length : machine.schedules.length;
  const whyIdle = !machine.present
    ? t('policy.noRunRemoved')
    : policy?.active === false
      ? t('policy.noRunPolicyOff')
      : undefined;
  return (
    <Section
      title={
        policy ? (
          <Link href={policyAddress(policy.guid)} className="link">
            {policy.name}
          </Link>
        ) : (
          machine.policy.name
        )
      }
      count={count}
      padded={false}
      action={
        <span className="flex items-center gap-2">
          {policy?.active === false ? <Badge>{t('policy.off')}</Badge> : null}
          {canAssign ? (
            <Button size="sm" onPress={onAssign}>
              {t('actions.changePolicy')}
            </Button>
          ) : null}
        </span>
      }
    >
      {policy === undefined && read.isPending ? (
        <div className="space-y-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-64" />
        </div>
      ) : count === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title={t('policy.noSchedule')}>
          {t('policy.noScheduleText')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {policy
            ? policy.schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.guid}
                  schedule={machine.present ? schedule : { ...schedule, nextRuns: [] }}
                  whyIdle={whyIdle}
                  withHistory={false}
                />
              ))
            : machine.schedules.map((schedule) => (
                <MachineScheduleRow key={schedule.guid} schedule={schedule} isPresent={machine.present} />
              ))}
        </ul>
      )}
    </Section>
  );
}

/** A Storware schedule of a policy that the tenant may not see. */
function MachineScheduleRow({ schedule, isPresent }: { schedule: MachineSchedule; isPresent: boolean }) {
  const t = useTranslations('machine');
  const format = useFormats();
  const words = scheduleWords(schedule, { t, language: format.language, timeZone: format.timeZone, now: useNow() });
  const runs = isPresent ? schedule.nextRuns : [];
  return (
    <li className="grid gap-x-8 gap-y-3 px-4 py-3 md:grid-cols-2">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{schedule.name}</span>
          {schedule.backupType === 'FULL' || schedule.backupType === 'INCREMENTAL' ? (
            <BackupTypeText type={schedule.backupType} />
          ) : (
            <span className="text-ink-2">{schedule.backupType}</span>
          )}
          {schedule.active ? null : <Badge>{t('policy.off')}</Badge>}
        </p>
        <p className="mt-1 text-ink-2" title={t('schedule.inUtc', { schedule: words.utc })}>
          {words.local} <span className="text-ink-3">({format.timeZone})</span>
        </p>
        <p className="mt-0.5 text-xs text-ink-3">
          {schedule.execution.kind === 'UNKNOWN'
            ? t('policy.notUnderstood')
            : t('policy.asStored', { schedule: words.utc })}{' '}
          {schedule.startWindowMinutes === null
            ? null
            : t('policy.mayStartLater', { time: format.duration(schedule.startWindowMinutes * 60_000) })}
        </p>
      </div>
      <div>
        <p className="text-xs text-ink-3">{t('policy.nextRuns')}</p>
        {runs.length === 0 ? (
          <p className="text-ink-2">
            {schedule.active ? (isPresent ? t('policy.noRunInAYear') : t('policy.noRunRemoved')) : t('policy.noRunOff')}
          </p>
        ) : (
          <ol className="mt-0.5 space-y-0.5">
            {runs.map((run) => (
              <li key={run.at} className="flex flex-wrap gap-x-3">
                <ExactTime at={run.at} />
                <RelativeTime at={run.at} className="text-ink-3" />
              </li>
            ))}
          </ol>
        )}
      </div>
    </li>
  );
}
