'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast-queue';
import { explainProblem } from '@/lib/client/explain-problem';
import { useCan } from '@/lib/client/me';
import { useSetBackSchedule } from '@/lib/client/schedules';
import type { Schedule } from '@/lib/contracts/schedule';

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
export function ScheduleCondition({ schedule }: { schedule: Schedule }) {
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
