'use client';

import { ChevronDown, ChevronRight, Lock } from 'lucide-react';
import { useId, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { BackupTypeText } from '@/components/ui/recovery-point-badge';
import { useTimeZone } from '@/lib/client/time-zone';
import type { Schedule } from '@/lib/contracts/schedule';
import { RunList } from './run-list';
import { ScheduleCondition } from './schedule-condition';
import { ScheduleHistory } from './schedule-history';
import { everyWords, scheduleSentence } from './schedule-sentence';

const shown = 3;

export interface ScheduleRowProps {
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
