'use client';

import { Badge } from '@/components/ui/badge';
import { ExactTime } from '@/components/ui/exact-time';
import { BackupTypeText } from '@/components/ui/recovery-point-badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { formatDuration } from '@/lib/client/format-duration';
import { useNow } from '@/lib/client/now-store';
import { useTimeZone } from '@/lib/client/time-zone';
import type { MachineSchedule } from '@/lib/contracts/machine';
import { scheduleWords } from './schedule-words';

/** A schedule as the backup system keeps it, for a policy that the tenant may not see. */
export function MachineScheduleRow({ schedule, isPresent }: { schedule: MachineSchedule; isPresent: boolean }) {
  const timeZone = useTimeZone();
  const words = scheduleWords(schedule, timeZone, useNow());
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
          {schedule.active ? null : <Badge>Off</Badge>}
        </p>
        <p className="mt-1 text-ink-2" title={`${words.utc} UTC`}>
          {words.local} <span className="text-ink-3">({timeZone})</span>
        </p>
        <p className="mt-0.5 text-xs text-ink-3">
          {schedule.execution.kind === 'UNKNOWN'
            ? 'Your provider is told that the portal does not understand it.'
            : `The backup system keeps this as ${words.utc} UTC.`}
          {schedule.startWindowMinutes === null
            ? null
            : ` It may start up to ${formatDuration(schedule.startWindowMinutes * 60_000)} later.`}
        </p>
      </div>
      <div>
        <p className="text-xs text-ink-3">Next runs</p>
        {runs.length === 0 ? (
          <p className="text-ink-2">
            {schedule.active
              ? isPresent
                ? 'None within a year'
                : 'None, the machine is removed'
              : 'None while it is off'}
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
