import type { AuthorizedSchedule } from '@/lib/storware/authorized-schedule';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareSchedule } from '@/lib/storware/model/schedule';
import type { ScheduleChange } from '@/lib/storware/model/schedule-request';
import type { ChangeOutcome, WriteOutcome } from '@/lib/storware/model/write-outcome';
import * as policies from '@/lib/storware/resources/policies';
import * as schedules from '@/lib/storware/resources/write-schedules';

export { createSchedule } from '@/lib/storware/resources/write-schedules';

/** The schedule as it is now; null when it has been deleted. */
export function findSchedule(schedule: AuthorizedSchedule, call?: CallOptions): Promise<StorwareSchedule | null> {
  return policies.findSchedule(schedule.guid, call);
}

/** Changes a schedule and keeps what the change does not name. `isExpected` sees it as it is just before: false, and nothing is sent. Throws `not_found`, and a RangeError for a time that is none. */
export function updateSchedule(
  schedule: AuthorizedSchedule,
  change: ScheduleChange,
  call?: CallOptions,
  isExpected?: (current: StorwareSchedule) => boolean,
): Promise<ChangeOutcome<StorwareSchedule | null>> {
  return schedules.updateSchedule(schedule.guid, change, call, isExpected);
}

/** Deletes a schedule; `gone` when it was not there. One that rules use is detached or refused, by server (STORWARE_API.md 14.10). */
export function deleteSchedule(
  schedule: AuthorizedSchedule,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  return schedules.deleteSchedule(schedule.guid, call);
}
