'use client';

import { CalendarPlus, Copy, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import type { PolicyDraft } from '@/lib/client/policy-draft';
import type { PolicyDraftState } from '@/lib/client/policy-draft-store';
import { copyOfSchedule, newScheduleDraft } from '@/lib/client/schedule-draft';
import type { ScheduleDraft } from '@/lib/client/schedule-draft';
import type { Faults } from './fault-words';
import { faultAt, sentence } from './fault-words';
import { ScheduleFields } from './schedule-fields';
import { SchedulePreview } from './schedule-preview';

export interface SchedulesSectionProps {
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
