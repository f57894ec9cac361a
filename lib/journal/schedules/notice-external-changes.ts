import 'server-only';
import * as z from 'zod';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { isBeingChanged, lockPolicy } from '@/lib/journal/locks';
import { heldSchedule, mirroredSchedule, runsAlike, WrittenSchedule } from './schedule-part';
import { findPolicyUnscoped, findScheduleUnscoped } from '@/lib/storware/unscoped';
import { describeDifference, noteCondition } from './schedule-condition';
import type { ConditionNews } from './schedule-condition';

const gone: ConditionNews = {
  kind: 'GONE',
  ...asField('detail', say('schedule.news.gone')),
};
const detached: ConditionNews = {
  kind: 'CHANGED_ELSEWHERE',
  ...asField('detail', say('schedule.news.detached')),
};
const asWritten: ConditionNews = { kind: 'OK', detail: null };

type Part = { readonly guid: string; readonly written: WrittenSchedule };
type MismatchedSchedule = { readonly guid: string; readonly policyGuid: string; readonly parts: readonly Part[] };

/**
 * Finds schedules of tenants that differ from what the portal wrote, and those that match again. A difference in the mirror counts
 * only when a direct read of Storware confirms it. Writes nothing to Storware. To be called right after schedules and policies
 * were mirrored. Returns how many conditions changed. Throws AppError `upstream_*`.
 */
export async function noticeExternalChanges(signal?: AbortSignal): Promise<number> {
  let noted = 0;
  for (const schedule of await findMismatched()) {
    signal?.throwIfAborted();
    if (await rereadSchedule(schedule, signal)) noted += 1;
  }
  return noted;
}

/** Schedules whose mirrored state does not match their stored condition. */
async function findMismatched(): Promise<MismatchedSchedule[]> {
  const schedules = await db().schedule.findMany({
    where: { condition: { not: 'REFUSED' } },
    include: { parts: true },
  });
  if (schedules.length === 0) return [];
  const mirrored = new Map(
    (
      await db().mirrorSchedule.findMany({
        where: { guid: { in: schedules.flatMap(({ parts }) => parts.map(({ guid }) => guid)) } },
      })
    ).map((row) => [row.guid, row]),
  );
  const used = await schedulesOfPolicies([...new Set(schedules.map(({ policyGuid }) => policyGuid))]);
  return schedules.flatMap(({ guid, policyGuid, condition, conditionDetail, parts: rows }) => {
    const parts = rows.map((part) => ({ guid: part.guid, written: WrittenSchedule.parse(part.written) }));
    const isAsWritten = parts.every((part) => {
      const row = mirrored.get(part.guid);
      return (
        row !== undefined &&
        runsAlike(mirroredSchedule(row), part.written) &&
        used.get(policyGuid)?.has(part.guid) === true
      );
    });
    const difference =
      parts.map((part) => differenceOf(part, mirrored.get(part.guid))).find((words) => words !== null) ?? null;
    const isKnown =
      isAsWritten === (condition === 'OK') && (difference === null || difference.text === conditionDetail);
    return isKnown ? [] : [{ guid, policyGuid, parts }];
  });
}

function differenceOf({ written }: Part, row: Parameters<typeof mirroredSchedule>[0] | undefined): ServerText | null {
  return row === undefined ? null : describeDifference(written, mirroredSchedule(row));
}

async function schedulesOfPolicies(guids: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await db().mirrorPolicy.findMany({
    where: { guid: { in: [...guids] } },
    select: { guid: true, rules: true },
  });
  const rules = z.array(z.object({ scheduleGuids: z.array(z.string()) }));
  return new Map(
    rows.map((row) => [row.guid, new Set(rules.parse(row.rules).flatMap(({ scheduleGuids }) => scheduleGuids))]),
  );
}

/** A write that began or ended during the read makes its result unreliable: then the next read decides. */
async function rereadSchedule(
  { guid, policyGuid, parts }: MismatchedSchedule,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const begunAt = new Date();
  if (await isBeingChanged(db(), policyGuid, begunAt)) return false;
  const found = await conditionOf(policyGuid, parts, signal);
  return db().$transaction(async (tx) => {
    await lockPolicy(tx, policyGuid);
    const schedule = await tx.schedule.findUnique({ where: { guid }, include: { parts: true } });
    if (!schedule || (await isBeingChanged(tx, policyGuid, begunAt))) return false;
    const isSame =
      schedule.parts.length === parts.length &&
      schedule.parts.every((part) =>
        parts.some((one) => one.guid === part.guid && runsAlike(one.written, WrittenSchedule.parse(part.written))),
      );
    return isSame && noteCondition(tx, schedule, found);
  });
}

async function conditionOf(
  policyGuid: string,
  parts: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<ConditionNews> {
  const rulesOfPart = new Map<string, string[]>();
  for (const { guid, written } of parts) {
    const held = await findScheduleUnscoped(guid, { signal });
    if (held === null) return gone;
    const difference = describeDifference(written, heldSchedule(held));
    if (difference !== null) return { kind: 'CHANGED_ELSEWHERE', ...asField('detail', difference) };
    rulesOfPart.set(
      guid,
      held.rules.map((rule) => rule.guid),
    );
  }
  const policy = await findPolicyUnscoped(policyGuid, { signal });
  if (policy === null) return { kind: 'GONE', ...asField('detail', say('schedule.news.policyGone')) };
  // Rules name schedules and schedules name rules; a server may leave out either.
  const isUsed = ({ guid }: Part): boolean =>
    policy.rules.some(
      (rule) => rule.schedules.some((one) => one.guid === guid) || rulesOfPart.get(guid)?.includes(rule.guid) === true,
    );
  return parts.every(isUsed) ? asWritten : detached;
}
