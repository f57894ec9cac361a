import 'server-only';
import * as z from 'zod';
import type { AuditAction } from '@/lib/contracts/audit';
import { scheduleConditions } from '@/lib/contracts/schedule';
import type { scheduleEventKinds } from '@/lib/contracts/schedule';
import { TextRef } from '@/lib/contracts/server-text';
import type { ServerText, TextParam } from '@/lib/contracts/server-text';
import { listed, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { runsAlike } from './schedule-part';
import type { WrittenSchedule } from './schedule-part';

type ScheduleConditionKind = (typeof scheduleConditions)[number];

/** What was found out about a schedule. */
export const ConditionNews = z.object({
  kind: z.enum(scheduleConditions),
  detail: z.string().nullable(),
  detailRef: TextRef.nullish(),
});
export type ConditionNews = z.infer<typeof ConditionNews>;

type Concerned = {
  readonly guid: string;
  readonly name: string;
  readonly tenantId: string;
  readonly policyGuid: string;
  readonly condition: string;
  readonly conditionDetail: string | null;
};

const changedBack = say('schedule.news.changedBack');

const actions: Readonly<Record<ScheduleConditionKind, AuditAction>> = {
  OK: 'schedule.changed_back',
  CHANGED_ELSEWHERE: 'schedule.changed_elsewhere',
  GONE: 'schedule.gone',
  REFUSED: 'schedule.rewrite',
};

/**
 * Records the condition of a schedule, with its history, the audit trail and the feed; does nothing when it is recorded
 * already. Call it last in the transaction, because the feed comes last.
 */
export async function noteCondition(
  tx: Tx,
  schedule: Concerned,
  { kind, detail, detailRef }: ConditionNews,
): Promise<boolean> {
  if (schedule.condition === kind && schedule.conditionDetail === detail) return false;
  const { count } = await tx.schedule.updateMany({
    where: { guid: schedule.guid, condition: schedule.condition, conditionDetail: schedule.conditionDetail },
    data: { condition: kind, conditionDetail: detail, conditionDetailRef: detailRef ?? Prisma.DbNull },
  });
  if (count === 0) return false;
  await tx.scheduleEvent.create({
    data: {
      scheduleGuid: schedule.guid,
      kind: eventOf(kind),
      detail: detail ?? changedBack.text,
      detailRef: (detail === null ? changedBack.ref : detailRef) ?? Prisma.DbNull,
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

/**
 * Text for a person: how a schedule in Storware differs from what the portal wrote. Null when it has the same effect.
 */
export function describeDifference(written: WrittenSchedule, held: WrittenSchedule): ServerText | null {
  if (runsAlike(written, held)) return null;
  const said: ServerText[] = [];
  if (written.active !== held.active)
    said.push(say(held.active ? 'schedule.news.change.on' : 'schedule.news.change.off'));
  if (written.backupType !== held.backupType)
    said.push(say('schedule.news.change.kind', { now: held.backupType, before: written.backupType }));
  const [before, now] = [timesOf(written), timesOf(held)];
  if (before.text !== now.text) said.push(say('schedule.news.change.times', { now: now.ref, before: before.ref }));
  if (held.executionType === 'TIME' && written.executionType === 'TIME' && written.startWindowMs !== held.startWindowMs)
    said.push(say('schedule.news.change.window'));
  if (!sameList(written.daysOfWeek, held.daysOfWeek)) said.push(say('schedule.news.change.days'));
  if (!sameList(written.months, held.months)) said.push(say('schedule.news.change.months'));
  if (!sameList(written.occurrences, held.occurrences)) said.push(say('schedule.news.change.weeks'));
  const changes = said.length === 0 ? [say('schedule.news.change.other')] : said;
  return say('schedule.news.changed', { changes: listed(changes, 'semicolon') });
}

function timesOf({
  executionType,
  hourMs,
  intervalStartMs,
  intervalEndMs,
  intervalEveryMs,
}: WrittenSchedule): ServerText {
  if (executionType === 'TIME') return say('schedule.news.at', { time: clock(hourMs) });
  return say('schedule.news.every', {
    minutes: String(Math.round((intervalEveryMs ?? 0) / 60_000)),
    from: clock(intervalStartMs),
    to: clock(intervalEndMs),
  });
}

function clock(ms: number | null): TextParam {
  return ms === null ? say('schedule.news.noTime').ref : new Date(ms).toISOString().slice(11, 16);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
