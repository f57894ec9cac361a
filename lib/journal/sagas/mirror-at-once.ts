import 'server-only';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { ruleName } from './policy-steps';
import type { PlannedDestination, PlannedSchedule, PolicyFields } from './saga-plan';

/** What Storware holds of a policy after a saga. */
export type HeldPolicy = {
  readonly guid: string;
  readonly name: string;
  readonly fields: PolicyFields;
  readonly ruleGuid: string | null;
  readonly destinations: readonly PlannedDestination[];
  readonly schedules: readonly PlannedSchedule[];
  /** Of all parts of `schedules`, and what others put into the rule. */
  readonly scheduleGuids: readonly string[];
};

/** So that the next sync finds it different from what it reads, and works out what follows from it. */
const unread = '';

/** Writes the policy and its schedules into the mirror as they are now, without waiting for the sync worker to read them. */
export async function mirrorPolicy(tx: Tx, policy: HeldPolicy, guidOf: (part: PlannedSchedule['parts'][number]) => string, now: Date): Promise<void> {
  for (const { name, parts, isKept } of policy.schedules) {
    for (const part of parts) {
      if (isKept) {
        await tx.mirrorSchedule.updateMany({ where: { guid: guidOf(part) }, data: { name, contentHash: unread } });
        continue;
      }
      const isChanged = part.guid === null || JSON.stringify(part.before) !== JSON.stringify(part.wanted);
      const row = { ...part.wanted, name, type: 'VM_BACKUP', ruleGuids: policy.ruleGuid === null ? [] : [policy.ruleGuid], contentHash: unread, writtenAt: now };
      const guid = guidOf(part);
      await tx.mirrorSchedule.upsert({ where: { guid }, create: { guid, ...row, changedAt: now }, update: { ...row, ...(isChanged ? { changedAt: now } : {}) } });
    }
  }
  const used = await tx.mirrorSchedule.findMany({ where: { guid: { in: [...policy.scheduleGuids] } }, select: { active: true, backupType: true } });
  const row = {
    name: policy.name,
    active: policy.fields.active,
    priority: policy.fields.priority,
    rules: await mirroredRules(tx, policy),
    hasIncrementalSchedule: used.some(({ backupType }) => backupType === 'INCREMENTAL'),
    hasActiveSchedule: used.some(({ active, backupType }) => active && backupType !== 'SYNCHRONIZATION'),
    contentHash: unread,
    writtenAt: now,
  };
  await tx.mirrorPolicy.upsert({ where: { guid: policy.guid }, create: { guid: policy.guid, ...row }, update: row });
}

/** In the form of lib/mirror/stored-json. Rules beside the portal's own stay as they were read. */
async function mirroredRules(tx: Tx, { guid, ruleGuid, destinations, scheduleGuids }: HeldPolicy): Promise<Prisma.InputJsonArray> {
  const before = (await tx.mirrorPolicy.findUnique({ where: { guid }, select: { rules: true } }))?.rules;
  const others = (Array.isArray(before) ? before : []).filter((rule) => typeof rule === 'object' && rule !== null && 'guid' in rule && rule.guid !== ruleGuid);
  const names = new Map(
    (await tx.mirrorInfrastructure.findMany({ where: { kind: 'DESTINATION', guid: { in: destinations.map(({ destinationGuid }) => destinationGuid) } }, select: { guid: true, name: true } })).map((row) => [row.guid, row.name]),
  );
  const rule = {
    guid: ruleGuid ?? '',
    name: ruleName,
    active: true,
    position: 0,
    scheduleGuids: [...scheduleGuids].sort(),
    destinations: destinations.map(({ role, destinationGuid, active, retention }) => ({ guid: destinationGuid, name: names.get(destinationGuid) ?? null, role, active, retention })),
  };
  return [rule, ...(others as Prisma.InputJsonArray)];
}

/** Shows machines with their policy at once: `name` is what the tenant calls it; null takes it away from those that still have `from`. */
export async function mirrorAssignments(tx: Tx, guids: readonly string[], policy: { guid: string; name: string } | { from: string | null }, now: Date): Promise<void> {
  if (guids.length === 0) return;
  const all = [...guids].sort();
  // In the order in which the sync locks them, lest both wait for each other.
  await tx.$executeRaw`SELECT 1 FROM "MirrorMachine" WHERE guid = ANY(${all}::text[]) ORDER BY guid FOR UPDATE`;
  // What was read before this moment does not count: `detailsAt` keeps the sync from writing it.
  const mark = { contentHash: unread, detailsAt: now };
  if ('guid' in policy) await tx.mirrorMachine.updateMany({ where: { guid: { in: all }, OR: [{ policyGuid: null }, { policyGuid: { not: policy.guid } }] }, data: { ...mark, policyGuid: policy.guid, policyName: policy.name, policySince: now } });
  else await tx.mirrorMachine.updateMany({ where: { guid: { in: all }, ...(policy.from === null ? {} : { policyGuid: policy.from }) }, data: { ...mark, policyGuid: null, policyName: null, policySince: null, nextRunAt: null } });
}
