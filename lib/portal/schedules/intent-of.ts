import type { ScheduleBody } from '@/lib/contracts/schedule';
import type { FieldFault } from '@/lib/contracts/problem';
import { scheduleIntent } from '@/lib/time/schedule-intent';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';

/** What Storware's own pages propose (STORWARE_API.md 7). */
const defaultWindowMinutes = 360;

/** The intent of a body, or what is wrong with it. A time without a window gets six hours. Pure. */
export function intentOf(
  body: ScheduleBody,
  path = '',
): { ok: true; intent: ScheduleIntent } | { ok: false; faults: FieldFault[] } {
  const { timeZone, execution, daysOfWeek, months, occurrences, startWindowMinutes } = body;
  const result = scheduleIntent({
    timeZone,
    execution,
    daysOfWeek,
    months,
    occurrences,
    startWindowMinutes: execution.kind === 'TIME' ? (startWindowMinutes ?? defaultWindowMinutes) : null,
  });
  if (result.ok) return result;
  return {
    ok: false,
    faults: result.faults.map((fault) => ({
      path: path === '' ? fault.path : `${path}.${fault.path}`,
      message: fault.message,
    })),
  };
}

/** As the database and the plan of a saga keep it. */
export function plainIntent({
  timeZone,
  execution,
  daysOfWeek,
  months,
  occurrences,
  startWindowMinutes,
}: ScheduleIntent) {
  return {
    timeZone,
    execution: { ...execution },
    daysOfWeek: [...daysOfWeek],
    months: [...months],
    occurrences: [...occurrences],
    startWindowMinutes,
  };
}
