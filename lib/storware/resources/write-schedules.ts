import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import { lookFirst, notFound } from '@/lib/storware/look-first';
import type { StorwareSchedule } from '@/lib/storware/model/schedule';
import type { ScheduleChange, ScheduleInput } from '@/lib/storware/model/schedule-request';
import type { ChangeOutcome, NamedOutcome, WriteOutcome } from '@/lib/storware/model/write-outcome';
import { newScheduleBody, scheduleChangeBody } from '@/lib/storware/wire/schedule-body';
import { WireSchedule } from '@/lib/storware/wire/wire-policy';
import { fetchWhole } from './fetch-list';
import { findSchedule } from './policies';
import { isSameName, writeNamed } from './write-named';
import type { BeforeSend } from './write-named';
import { deleteOne, writeOne } from './write-one';

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

async function namesakes(name: string, exceptGuid: string | null, call?: CallOptions) {
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
    () => namesakes(input.name, null, call),
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
  const looked = await lookFirst('/schedules/{guid}', () => findSchedule(guid, call));
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
  return writeNamed('/schedules', () => namesakes(name, guid, call), write);
}

/** Deletes a schedule. Whether one that a rule uses may go is the server's to say: it is detached or refused (14.10). */
export function deleteSchedule(guid: string, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  return deleteOne('/schedules/{guid}', guid, call);
}
