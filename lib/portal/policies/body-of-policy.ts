import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import { defaultRetention } from '@/lib/contracts/policy';
import type { Schedule, ScheduleBody } from '@/lib/contracts/schedule';
import { AppError } from '@/lib/core/app-error';

/** The body that writes a policy as it is, for changing one thing of it. Throws `conflict` for one that stores nowhere. Pure. */
export function bodyOfPolicy(policy: Policy): PolicyBody {
  const {
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines,
    destination,
    secondaryDestination,
    retention,
    schedules,
    version,
  } = policy;
  if (!destination)
    throw new AppError('conflict', {
      detail:
        'What this policy stores was changed in the backup system itself, so it can’t be changed here. Ask your provider.',
    });
  const { full, incremental } = retention;
  return {
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines: machines.map(({ guid }) => guid),
    moveMachines: [],
    destination: destination.guid,
    secondaryDestination: secondaryDestination?.guid ?? null,
    retention: {
      full: {
        keepLast: full.keepLast ?? defaultRetention.full.keepLast,
        keepDays: full.keepDays ?? defaultRetention.full.keepDays,
      },
      incremental: {
        keepLast: incremental.keepLast ?? defaultRetention.incremental.keepLast,
        keepDays: incremental.keepDays ?? defaultRetention.incremental.keepDays,
      },
    },
    schedules: schedules.filter(({ readOnly }) => !readOnly).map(bodyOfSchedule),
    version,
  };
}

function bodyOfSchedule({
  guid,
  name,
  active,
  backupType,
  timeZone,
  execution,
  daysOfWeek,
  months,
  occurrences,
  startWindowMinutes,
}: Schedule): ScheduleBody {
  if (backupType === 'UNKNOWN' || execution.kind === 'UNKNOWN')
    throw new RangeError('the tenant’s own schedules are of kinds that are understood');
  return { guid, name, active, backupType, timeZone, execution, daysOfWeek, months, occurrences, startWindowMinutes };
}
