import type { useTranslations } from 'next-intl';
import * as z from 'zod';
import { serverNow } from '@/lib/client/live/server-clock';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { faultsOfInput } from '@/lib/contracts/faults';
import type { FieldFault } from '@/lib/contracts/problem';
import { ScheduleBody } from '@/lib/contracts/schedule';
import type { Schedule } from '@/lib/contracts/schedule';
import { scheduleIntent } from '@/lib/time/schedule-intent';
import { upstreamFor } from '@/lib/time/schedule-rewrite';

/** The words of policies and schedules in the reader's language. */
export type PolicyTranslator = ReturnType<typeof useTranslations<'policies'>>;

/** What Storware's own pages propose (STORWARE_API.md 7). */
const proposedWindowMinutes = 360;

/** A schedule as it stands in a form: both kinds of time are kept, so that trying the other one loses nothing. */
export const ScheduleDraft = z.object({
  /** Names it in the form; its guid when it has one. */
  key: z.string(),
  guid: z.string().nullable(),
  name: z.string(),
  active: z.boolean(),
  backupType: z.enum(['FULL', 'INCREMENTAL']),
  timeZone: z.string(),
  kind: z.enum(['TIME', 'INTERVAL']),
  at: z.string(),
  from: z.string(),
  to: z.string(),
  everyMinutes: z.number(),
  startWindowMinutes: z.number(),
  daysOfWeek: z.array(z.enum(weekdayNames)),
  months: z.array(z.enum(monthNames)),
  occurrences: z.array(z.enum(occurrenceNames)),
});
export type ScheduleDraft = z.output<typeof ScheduleDraft>;

const proposed = {
  kind: 'TIME',
  at: '02:00',
  from: '08:00',
  to: '18:00',
  everyMinutes: 60,
  startWindowMinutes: proposedWindowMinutes,
} as const;

/** What a new schedule begins with: a full backup on Sundays, and once there is one, incremental ones on the other nights. */
export function newScheduleDraft(
  timeZone: string,
  others: readonly ScheduleDraft[],
  t: PolicyTranslator,
): ScheduleDraft {
  const hasFull = others.some(({ backupType }) => backupType === 'FULL');
  return {
    key: crypto.randomUUID(),
    guid: null,
    name: freeName(t(hasFull ? 'proposed.incremental' : 'proposed.full'), others),
    active: true,
    backupType: hasFull ? 'INCREMENTAL' : 'FULL',
    timeZone,
    ...proposed,
    daysOfWeek: weekdayNames.filter((day) => (day === 'SUNDAY') !== hasFull),
    months: [],
    occurrences: [],
  };
}

/** The form of a schedule that exists. */
export function scheduleDraftOf(schedule: Schedule): ScheduleDraft {
  const { guid, name, active, backupType, timeZone, execution, startWindowMinutes } = schedule;
  // Own schedules, the only ones that are edited, are of kinds that are understood.
  const times =
    execution.kind === 'UNKNOWN'
      ? {}
      : execution.kind === 'TIME'
        ? { kind: execution.kind, at: execution.at }
        : { ...execution };
  return {
    key: guid,
    guid,
    name,
    active,
    backupType: backupType === 'UNKNOWN' ? 'FULL' : backupType,
    timeZone,
    ...proposed,
    ...times,
    startWindowMinutes: startWindowMinutes ?? proposedWindowMinutes,
    daysOfWeek: [...schedule.daysOfWeek],
    months: [...schedule.months],
    occurrences: [...schedule.occurrences],
  };
}

/** Another one like it. */
export function copyOfSchedule(draft: ScheduleDraft, others: readonly ScheduleDraft[]): ScheduleDraft {
  return { ...draft, key: crypto.randomUUID(), guid: null, name: freeName(draft.name, others) };
}

/** What is sent for it. */
export function bodyOfSchedule(draft: ScheduleDraft): ScheduleBody {
  const { guid, name, active, backupType, timeZone, kind, at, from, to, everyMinutes, startWindowMinutes } = draft;
  return {
    ...(guid === null ? {} : { guid }),
    name: name.trim(),
    active,
    backupType,
    timeZone,
    execution: kind === 'TIME' ? { kind, at } : { kind, from, to, everyMinutes },
    daysOfWeek: draft.daysOfWeek,
    months: draft.months,
    occurrences: draft.occurrences,
    startWindowMinutes: kind === 'TIME' ? startWindowMinutes : null,
  };
}

/** What is wrong with it, one fault for each path in its body; the empty path says why the backup system can't keep it exactly. */
export function faultsOfSchedule(draft: ScheduleDraft): FieldFault[] {
  const body = bodyOfSchedule(draft);
  const shape = ScheduleBody.safeParse(body);
  const faults = shape.success ? [] : faultsOfInput(shape.error);
  const intent = scheduleIntent(body);
  if (!intent.ok) faults.push(...intent.faults);
  else {
    const plan = upstreamFor(intent.intent, new Date(serverNow()));
    if (plan.kind === 'refused') faults.push({ path: '', message: plan.reason.text, messageRef: plan.reason.ref });
  }
  // The definition's texts come last and win: they are clearer.
  return [...new Map(faults.map((fault) => [fault.path, fault])).values()];
}

function freeName(wanted: string, others: readonly ScheduleDraft[]): string {
  const taken = new Set(others.map(({ name }) => name.trim().toLowerCase()));
  if (!taken.has(wanted.trim().toLowerCase())) return wanted;
  const stem = wanted.replace(/ \d+$/, '');
  for (let number = 2; ; number += 1) if (!taken.has(`${stem} ${number}`.toLowerCase())) return `${stem} ${number}`;
}
