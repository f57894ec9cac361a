'use client';

import { hintProps } from '@/components/ui/hint-layer';
import { useTimeZone } from '@/lib/client/time-zone';
import type { Schedule } from '@/lib/contracts/schedule';
import { scheduleSentence } from './schedule-sentence';

const shown = 2;

/** Schedules in words, in a table; with the zone of those that are meant in another one than the rest of the page. */
export function ScheduleSummary({ schedules }: { schedules: readonly Schedule[] }) {
  const pageZone = useTimeZone();
  if (schedules.length === 0) return <span className="text-ink-3">None, so nothing runs by itself</span>;
  const line = (schedule: Schedule) =>
    `${schedule.backupType === 'FULL' ? 'Full' : schedule.backupType === 'INCREMENTAL' ? 'Incremental' : 'Unknown kind'}: ${scheduleSentence(schedule)}${schedule.active ? '' : ' (off)'}`;
  const rest = schedules.slice(shown);
  return (
    <span
      className="block"
      {...hintProps(schedules.map((schedule) => `${line(schedule)}, ${schedule.timeZone}`).join('\n'))}
    >
      {schedules.slice(0, shown).map((schedule) => (
        <span key={schedule.guid} className="block truncate max-sm:whitespace-normal">
          {line(schedule)}
          {schedule.timeZone === pageZone ? null : <span className="text-ink-3"> ({schedule.timeZone})</span>}
        </span>
      ))}
      {rest.length > 0 ? <span className="block text-xs text-ink-3">and {rest.length} more</span> : null}
    </span>
  );
}
