import 'server-only';
import * as z from 'zod';
import { scheduleConditions } from '@/lib/contracts/schedule';
import type { scheduleEventKinds } from '@/lib/contracts/schedule';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { runsAlike } from './schedule-part';
import type { WrittenSchedule } from './schedule-part';

type ScheduleConditionKind = (typeof scheduleConditions)[number];

/** What was found out about a schedule. */
export const ConditionNews = z.object({ kind: z.enum(scheduleConditions), detail: z.string().nullable() });
export type ConditionNews = z.infer<typeof ConditionNews>;

type Concerned = {
  readonly guid: string;
  readonly name: string;
  readonly tenantId: string;
  readonly policyGuid: string;
  readonly condition: string;
  readonly conditionDetail: string | null;
};

const actions: Readonly<Record<ScheduleConditionKind, string>> = {
  OK: 'schedule.changed_back',
  CHANGED_ELSEWHERE: 'schedule.changed_elsewhere',
  GONE: 'schedule.gone',
  REFUSED: 'schedule.rewrite',
};

/**
 * Notes what has become of a schedule, with its history, the audit trail and the feed; nothing when that is known already.
 * What one process noted in the meantime is not noted again. The feed comes last: call it last in the transaction.
 */
export async function noteCondition(tx: Tx, schedule: Concerned, { kind, detail }: ConditionNews): Promise<boolean> {
  if (schedule.condition === kind && schedule.conditionDetail === detail) return false;
  const { count } = await tx.schedule.updateMany({
    where: { guid: schedule.guid, condition: schedule.condition, conditionDetail: schedule.conditionDetail },
    data: { condition: kind, conditionDetail: detail },
  });
  if (count === 0) return false;
  await tx.scheduleEvent.create({
    data: {
      scheduleGuid: schedule.guid,
      kind: eventOf(kind),
      detail: detail ?? 'It was changed back in the backup system, and runs as it should again.',
    },
  });
  await audit(tx, {
    tenantId: schedule.tenantId,
    actor: { id: null, name: 'System' },
    action: actions[kind],
    object: { kind: 'schedule', id: schedule.guid, name: schedule.name },
    outcome: kind === 'REFUSED' ? 'REFUSED' : 'SUCCEEDED',
    ...(detail === null ? {} : { detail: { detail } }),
  });
  await recordTenantChanges(tx, [{ tenantId: schedule.tenantId, kind: 'policy', objectId: schedule.policyGuid }]);
  return true;
}

function eventOf(kind: ScheduleConditionKind): (typeof scheduleEventKinds)[number] {
  return kind === 'OK' ? 'CHANGED_BACK' : kind;
}

/** In a person's words: how a schedule in Storware differs from what the portal wrote there. Null when it runs alike. */
export function describeDifference(written: WrittenSchedule, held: WrittenSchedule): string | null {
  if (runsAlike(written, held)) return null;
  const said: string[] = [];
  if (written.active !== held.active) said.push(held.active ? 'it was switched on' : 'it was switched off');
  if (written.backupType !== held.backupType)
    said.push(`it makes ${kindWords(held.backupType)} instead of ${kindWords(written.backupType)}`);
  if (timesOf(written) !== timesOf(held)) said.push(`it runs ${timesOf(held)} instead of ${timesOf(written)}`);
  if (held.executionType === 'TIME' && written.executionType === 'TIME' && written.startWindowMs !== held.startWindowMs)
    said.push('the time within which a run may start is another');
  if (!sameList(written.daysOfWeek, held.daysOfWeek)) said.push('it runs on other days of the week');
  if (!sameList(written.months, held.months)) said.push('it runs in other months');
  if (!sameList(written.occurrences, held.occurrences)) said.push('it runs in other weeks of the month');
  return `Somebody changed it in the backup system itself: ${said.length === 0 ? 'it runs differently' : said.join('; ')}.`;
}

function kindWords(backupType: string): string {
  if (backupType === 'FULL') return 'full backups';
  return backupType === 'INCREMENTAL' ? 'incremental backups' : 'copies';
}

function timesOf({ executionType, hourMs, intervalStartMs, intervalEndMs, intervalEveryMs }: WrittenSchedule): string {
  if (executionType === 'TIME') return `at ${clock(hourMs)} UTC`;
  return `every ${Math.round((intervalEveryMs ?? 0) / 60_000)} minutes from ${clock(intervalStartMs)} to ${clock(intervalEndMs)} UTC`;
}

function clock(ms: number | null): string {
  return ms === null ? 'no time' : new Date(ms).toISOString().slice(11, 16);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
