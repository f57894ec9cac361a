'use client';

import { CalendarOff } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { ExactTime } from '@/components/ui/exact-time';
import { BackupTypeText } from '@/components/ui/recovery-point-badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { Section } from '@/components/ui/section';
import { formatDuration } from '@/lib/client/format-duration';
import { useNow } from '@/lib/client/now-store';
import { useTimeZone } from '@/lib/client/time-zone';
import type { MachineDetail, MachineSchedule } from '@/lib/contracts/machine';
import { scheduleWords } from './schedule-words';

/** Which policy protects the machine and when it runs next. */
export function MachinePolicy({ machine }: { machine: MachineDetail }) {
  if (!machine.policy) {
    return (
      <div className="panel">
        <EmptyState icon={<CalendarOff aria-hidden />} title="No policy protects this machine">
          Nothing backs it up by itself. {machine.present ? 'Until a policy does, only “Back up now” makes recovery points.' : 'It is removed, so there is nothing left to protect.'}
        </EmptyState>
      </div>
    );
  }
  return (
    <Section title={machine.policy.name} count={machine.schedules.length} padded={false}>
      {machine.schedules.length === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title="This policy has no schedule">
          It says where recovery points are kept, but nothing starts a backup by itself.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {machine.schedules.map((schedule) => (
            <ScheduleRow key={schedule.guid} schedule={schedule} isPresent={machine.present} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ScheduleRow({ schedule, isPresent }: { schedule: MachineSchedule; isPresent: boolean }) {
  const timeZone = useTimeZone();
  const words = scheduleWords(schedule, timeZone, useNow());
  const runs = isPresent ? schedule.nextRuns : [];
  return (
    <li className="grid gap-x-8 gap-y-3 px-4 py-3 md:grid-cols-2">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{schedule.name}</span>
          {schedule.backupType === 'FULL' || schedule.backupType === 'INCREMENTAL' ? <BackupTypeText type={schedule.backupType} /> : <span className="text-ink-2">{schedule.backupType}</span>}
          {schedule.active ? null : <Badge>Off</Badge>}
        </p>
        <p className="mt-1 text-ink-2" title={`${words.utc} UTC`}>
          {words.local} <span className="text-ink-3">({timeZone})</span>
        </p>
        <p className="mt-0.5 text-xs text-ink-3">
          The backup system keeps this as {words.utc} UTC.
          {schedule.startWindowMinutes === null ? null : ` It may start up to ${formatDuration(schedule.startWindowMinutes * 60_000)} later.`}
        </p>
      </div>
      <div>
        <p className="text-xs text-ink-3">Next runs</p>
        {runs.length === 0 ? (
          <p className="text-ink-2">{schedule.active ? (isPresent ? 'None within a year' : 'None, the machine is removed') : 'None while it is off'}</p>
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
