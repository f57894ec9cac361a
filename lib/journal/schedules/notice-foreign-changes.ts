import 'server-only';
import * as z from 'zod';
import { db } from '@/lib/db/client';
import { isBeingChanged, lockPolicy } from '@/lib/journal/locks';
import { heldSchedule, mirroredSchedule, runsAlike, WrittenSchedule } from './schedule-part';
import { findPolicyUnscoped, findScheduleUnscoped } from '@/lib/storware/unscoped';
import { describeDifference, noteCondition } from './schedule-condition';
import type { ConditionNews } from './schedule-condition';

const gone: ConditionNews = {
  kind: 'GONE',
  detail: 'It was deleted in the backup system itself, so it does not run any more.',
};
const detached: ConditionNews = {
  kind: 'CHANGED_ELSEWHERE',
  detail: 'Somebody took it out of its policy in the backup system itself, so it does not run any more.',
};
const asWritten: ConditionNews = { kind: 'OK', detail: null };

type Part = { readonly guid: string; readonly written: WrittenSchedule };
type Suspect = { readonly guid: string; readonly policyGuid: string; readonly parts: readonly Part[] };

/**
 * Finds schedules of tenants that Storware no longer holds as the portal wrote them, and those that it does again. The mirror gives
 * the suspicion; only what Storware itself says, asked once more, counts. Nothing is ever written to Storware here. To be called when
 * schedules and policies have just been mirrored. Answers how many conditions changed. Throws AppError `upstream_*`.
 */
export async function noticeForeignChanges(signal?: AbortSignal): Promise<number> {
  let noted = 0;
  for (const suspect of await suspects()) {
    signal?.throwIfAborted();
    if (await look(suspect, signal)) noted += 1;
  }
  return noted;
}

/** Schedules for which the mirror shows something else than what is known of them. */
async function suspects(): Promise<Suspect[]> {
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
    const isKnown = isAsWritten === (condition === 'OK') && (difference === null || difference === conditionDetail);
    return isKnown ? [] : [{ guid, policyGuid, parts }];
  });
}

function differenceOf({ written }: Part, row: Parameters<typeof mirroredSchedule>[0] | undefined): string | null {
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

/** What was written or begun while Storware was asked makes its answer worthless: then the next look will tell. */
async function look({ guid, policyGuid, parts }: Suspect, signal: AbortSignal | undefined): Promise<boolean> {
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
    if (difference !== null) return { kind: 'CHANGED_ELSEWHERE', detail: difference };
    rulesOfPart.set(
      guid,
      held.rules.map((rule) => rule.guid),
    );
  }
  const policy = await findPolicyUnscoped(policyGuid, { signal });
  if (policy === null)
    return { kind: 'GONE', detail: 'Its policy was deleted in the backup system itself, so it does not run any more.' };
  // Rules name schedules and schedules name rules; a server may leave out either.
  const isUsed = ({ guid }: Part): boolean =>
    policy.rules.some(
      (rule) => rule.schedules.some((one) => one.guid === guid) || rulesOfPart.get(guid)?.includes(rule.guid) === true,
    );
  return parts.every(isUsed) ? asWritten : detached;
}
