import type { Schedule } from '@/lib/contracts/schedule';

type Described = Pick<
  Schedule,
  'backupType' | 'timeZone' | 'execution' | 'daysOfWeek' | 'months' | 'occurrences' | 'active'
>;

/** A schedule in one line, for its history and for differences. Pure. */
export function describeSchedule({
  backupType,
  timeZone,
  execution,
  daysOfWeek,
  months,
  occurrences,
  active,
}: Described): string {
  const when =
    execution.kind === 'UNKNOWN'
      ? `at times that the portal does not understand (${execution.text})`
      : execution.kind === 'TIME'
        ? `at ${execution.at}`
        : `every ${execution.everyMinutes} minutes from ${execution.from} to ${execution.to}`;
  const days = daysOfWeek.length === 7 ? 'every day' : `on ${daysOfWeek.map(word).join(', ')}`;
  const which =
    occurrences.length === 0
      ? ''
      : `, only the ${occurrences.map((one) => word(one.replace('_IN_MONTH', '')).toLowerCase()).join(', ')} in the month`;
  const inMonths = months.length === 0 ? '' : `, in ${months.map(word).join(', ')}`;
  return `${backupType === 'FULL' ? 'Full' : backupType === 'INCREMENTAL' ? 'Incremental' : 'Unknown kind of'} backup ${when} ${days}${which}${inMonths} (${timeZone})${active ? '' : ', switched off'}`;
}

function word(name: string): string {
  return `${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;
}
