import * as z from 'zod';
import { msOfUtcDay } from '@/lib/storware/model/policy';
import type { MsOfUtcDay, ScheduleInput, ScheduleTiming, StorwareSchedule } from '@/lib/storware/model/policy';
import { sameUpstreamSchedule } from '@/lib/time/upstream-plan';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';

/**
 * What decides when and how a schedule in Storware runs; `SchedulePart.written` keeps the last version that the portal
 * wrote.
 */
export const WrittenSchedule = z.object({
  active: z.boolean(),
  backupType: z.string(),
  executionType: z.string(),
  hourMs: z.number().nullable(),
  intervalStartMs: z.number().nullable(),
  intervalEndMs: z.number().nullable(),
  intervalEveryMs: z.number().nullable(),
  startWindowMs: z.number().nullable(),
  daysOfWeek: z.array(z.string()),
  months: z.array(z.string()),
  occurrences: z.array(z.string()),
});
export type WrittenSchedule = z.infer<typeof WrittenSchedule>;

/** One schedule of a plan, for a schedule that is on or off and makes backups of this type. */
export function plannedSchedule(
  upstream: UpstreamSchedule,
  { active, backupType }: { active: boolean; backupType: string },
): WrittenSchedule {
  const {
    executionType,
    hourMs,
    intervalStartMs,
    intervalEndMs,
    intervalEveryMs,
    startWindowMs,
    daysOfWeek,
    months,
    occurrences,
  } = upstream;
  const lists = { daysOfWeek: [...daysOfWeek], months: [...months], occurrences: [...occurrences] };
  return {
    active,
    backupType,
    executionType,
    hourMs,
    intervalStartMs,
    intervalEndMs,
    intervalEveryMs,
    startWindowMs,
    ...lists,
  };
}

/** The present state in Storware. */
export function heldSchedule(schedule: StorwareSchedule): WrittenSchedule {
  return {
    active: schedule.active,
    backupType: schedule.backupType ?? 'FULL',
    executionType: schedule.executionType ?? (schedule.interval === null ? 'TIME' : 'INTERVAL'),
    hourMs: schedule.startAt,
    intervalStartMs: schedule.interval?.from ?? null,
    intervalEndMs: schedule.interval?.to ?? null,
    intervalEveryMs: schedule.interval?.everyMs ?? null,
    startWindowMs: schedule.startWindowMs,
    daysOfWeek: [...schedule.daysOfWeek],
    months: [...schedule.months],
    occurrences: [...schedule.occurrences],
  };
}

/** The same from a row of the mirror. */
export function mirroredSchedule(row: UpstreamSchedule & { active: boolean; backupType: string }): WrittenSchedule {
  return plannedSchedule(row, row);
}

/** Whether both run alike; the order of lists and the fields of the other kind of execution do not matter. */
export function runsAlike(one: WrittenSchedule, other: WrittenSchedule): boolean {
  return one.active === other.active && one.backupType === other.backupType && sameUpstreamSchedule(one, other);
}

/** The fields that make a schedule in Storware run like this; its name and other fields stay. */
export function scheduleChange(wanted: WrittenSchedule): Omit<ScheduleInput, 'name' | 'tenantId'> {
  return {
    active: wanted.active,
    backupType: wanted.backupType === 'INCREMENTAL' ? 'INCREMENTAL' : 'FULL',
    timing: timingOf(wanted),
    daysOfWeek: wanted.daysOfWeek,
    months: wanted.months,
    occurrences: wanted.occurrences,
  };
}

/** A schedule to be made in Storware. `name` is one of lib/journal/upstream-name. */
export function scheduleInput(
  wanted: WrittenSchedule,
  { name, tenantId }: { name: string; tenantId: string | null },
): ScheduleInput {
  return { ...scheduleChange(wanted), name, tenantId };
}

function timingOf({
  executionType,
  hourMs,
  startWindowMs,
  intervalStartMs,
  intervalEndMs,
  intervalEveryMs,
}: WrittenSchedule): ScheduleTiming {
  if (executionType === 'INTERVAL')
    return {
      kind: 'INTERVAL',
      from: timeOfDay(intervalStartMs),
      to: timeOfDay(intervalEndMs),
      everyMs: intervalEveryMs ?? 0,
    };
  return { kind: 'TIME', startAt: timeOfDay(hourMs), startWindowMs: startWindowMs ?? 0 };
}

/** RangeError for anything but a whole minute of a day. */
function timeOfDay(ms: number | null): MsOfUtcDay {
  const minutes = (ms ?? Number.NaN) / 60_000;
  return msOfUtcDay(Math.floor(minutes / 60), minutes - Math.floor(minutes / 60) * 60);
}
