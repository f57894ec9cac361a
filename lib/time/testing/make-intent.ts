import { weekdayNames } from '@/lib/contracts/calendar-names';
import { scheduleIntent } from '@/lib/time/schedule-intent';
import type { ScheduleIntent, ScheduleIntentInput } from '@/lib/time/schedule-intent';

/** A schedule definition for tests: daily at 02:00 in Warsaw, with the given changes. */
export function makeIntent(given: Partial<ScheduleIntentInput> = {}): ScheduleIntent {
  const made = scheduleIntent({
    timeZone: 'Europe/Warsaw',
    execution: { kind: 'TIME', at: '02:00' },
    daysOfWeek: weekdayNames,
    months: [],
    occurrences: [],
    startWindowMinutes: 360,
    ...given,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  return made.intent;
}

/** Daily at a time in a zone. */
export function daily(timeZone: string, at: string): ScheduleIntent {
  return makeIntent({ timeZone, execution: { kind: 'TIME', at } });
}

/** Daily, repeatedly between two times in a zone. */
export function every(timeZone: string, everyMinutes: number, from: string, to: string): ScheduleIntent {
  return makeIntent({ timeZone, execution: { kind: 'INTERVAL', from, to, everyMinutes } });
}
