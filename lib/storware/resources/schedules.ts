import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { dayMs } from '@/lib/storware/model/policy';
import type { ScheduleChange, ScheduleInput, ScheduleTiming, StorwareSchedule } from '@/lib/storware/model/policy';
import type { ChangeOutcome, NamedOutcome, WriteOutcome } from '@/lib/storware/model/result';
import { preflightRead, notFound } from '@/lib/storware/outcomes';
import type { BeforeSend } from './requests';
import { deleteOne, fetchWhole, isSameName, writeNamed, writeOne } from './requests';
import { findSchedule, WireSchedule } from './policies';

/** Schedules of this name, of every type: names are unique over all of them (STORWARE_API.md 14.10). For finding again what a lost answer may have made. */
export async function listSchedulesNamed(
  name: string,
  call?: CallOptions,
): Promise<{ items: StorwareSchedule[]; complete: boolean }> {
  const { items, complete } = await fetchWhole(
    clientOf(call),
    WireSchedule,
    { template: '/schedules', query: { nameLike: name } },
    call?.signal,
  );
  return { items: items.filter((schedule) => isSameName(schedule.name, name)), complete };
}

async function nameConflicts(name: string, exceptGuid: string | null, call?: CallOptions) {
  const { items, complete } = await listSchedulesNamed(name, call);
  return { guids: items.map(({ guid }) => guid).filter((guid) => guid !== exceptGuid), complete };
}

/** Makes a schedule that no rule uses yet (7). `value` is null when it was made but the answer does not say as what: `listSchedulesNamed` finds it. */
export async function createSchedule(
  input: ScheduleInput,
  call?: CallOptions & BeforeSend,
): Promise<NamedOutcome<StorwareSchedule | null>> {
  const body = newScheduleBody(input);
  return writeNamed(
    '/schedules',
    () => nameConflicts(input.name, null, call),
    async () => {
      await call?.beforeSend?.();
      return writeOne(WireSchedule, { method: 'POST', template: '/schedules', body }, call);
    },
  );
}

/**
 * Changes a schedule: reads it, keeps what the change does not name, unknown fields too, and writes it whole (13.53). When
 * `isExpected` denies what was read nothing is sent. Throws `not_found`, and a RangeError for a time that is none.
 */
export async function updateSchedule(
  guid: string,
  change: ScheduleChange,
  call?: CallOptions,
  isExpected: (current: StorwareSchedule) => boolean = () => true,
): Promise<ChangeOutcome<StorwareSchedule | null>> {
  const fields = scheduleChangeBody(change);
  const looked = await preflightRead('/schedules/{guid}', () => findSchedule(guid, call));
  if ('failed' in looked) return looked.failed;
  const current = looked.found;
  if (!current) throw notFound('no such schedule');
  if (!isExpected(current)) return { kind: 'changed', current };
  const write = (): Promise<WriteOutcome<StorwareSchedule | null>> =>
    writeOne(
      WireSchedule,
      { method: 'PUT', template: '/schedules/{guid}', params: { guid }, body: { ...current.raw, ...fields } },
      call,
    );
  if (change.name === undefined || isSameName(change.name, current.name)) return write();
  const { name } = change;
  return writeNamed('/schedules', () => nameConflicts(name, guid, call), write);
}

/** Deletes a schedule. Whether one that a rule uses may go is the server's to say: it is detached or refused (14.10). */
export function deleteSchedule(guid: string, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  return deleteOne('/schedules/{guid}', guid, call);
}

const minuteMs = 60_000;

/** A value in seconds, or a wrapped time, would silently run at the wrong moment (STORWARE_API.md 13.1). */
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
