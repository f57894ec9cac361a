import type { ScheduleChange, ScheduleInput, ScheduleTiming } from '@/lib/storware/model/schedule-request';
import { dayMs } from '@/lib/storware/model/ms-of-utc-day';

const minuteMs = 60_000;

/** A value in seconds, or a time wrapped from an odd one, would run at the wrong moment without a word (STORWARE_API.md 13.1). */
function wholeMinutes(ms: number, least: number, most: number): number {
  if (!Number.isInteger(ms / minuteMs) || ms < least || ms > most)
    throw new RangeError('not a whole number of minutes within its bounds');
  return ms;
}

const timeOfDay = (ms: number): number => wholeMinutes(ms, 0, dayMs - minuteMs);
const duration = (ms: number): number => wholeMinutes(ms, minuteMs, 7 * dayMs);
const enums = (names: readonly string[]) => names.map((name) => ({ name }));

/** Each form clears the fields of the other (7). */
function timingBody(timing: ScheduleTiming) {
  if (timing.kind === 'TIME')
    return {
      executionType: { name: 'TIME' },
      hour: timeOfDay(timing.startAt),
      startWindowLength: duration(timing.startWindowMs),
      interval: null,
    };
  const interval = {
    startHour: timeOfDay(timing.from),
    endHour: timeOfDay(timing.to),
    frequency: duration(timing.everyMs),
  };
  return { executionType: { name: 'INTERVAL' }, hour: null, startWindowLength: null, interval };
}

/** The fields of a change, and no others. Throws a RangeError for a time that is none, and for no weekday at all. */
export function scheduleChangeBody(change: ScheduleChange): Record<string, unknown> {
  const { name, active, backupType, timing, daysOfWeek, months, occurrences, tenantId } = change;
  if (daysOfWeek?.length === 0) throw new RangeError('a schedule needs a day of the week');
  return {
    ...(name !== undefined && { name }),
    ...(active !== undefined && { active }),
    ...(backupType !== undefined && { backupType: { name: backupType } }),
    ...(timing !== undefined && timingBody(timing)),
    ...(daysOfWeek !== undefined && { daysOfWeek: enums(daysOfWeek) }),
    ...(months !== undefined && { months: enums(months) }),
    ...(occurrences !== undefined && { dayOfWeekOccurrences: enums(occurrences) }),
    ...(tenantId !== undefined && tenantId !== null && { tenantId }),
  };
}

/** Body of POST /schedules (7): for backups of machines, of no rule yet. Empty restrictions are sent as `[]`, never null (13.19). */
export function newScheduleBody(input: ScheduleInput): Record<string, unknown> {
  return { ...scheduleChangeBody(input), type: { name: 'VM_BACKUP' }, rules: [] };
}
