import 'server-only';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ChangePlan, CreatePlan, Move, PlannedDestination, PlannedSchedule, PolicyFields } from './saga-plan';

type HeldRow = {
  readonly guid: string;
  readonly name: string;
  readonly fields: PolicyFields;
  readonly ruleGuid: string | null;
  readonly ruleName: string | null;
  readonly destinations: readonly PlannedDestination[];
  /** All schedules of the rule, including those that others added. */
  readonly scheduleGuids: readonly string[];
};
/** The state of a policy in Storware after a saga. */
type HeldPolicy = HeldRow & { readonly schedules: readonly PlannedSchedule[] };

/** So that the next sync sees a difference and evaluates the consequences. */
const unread = '';

/** Writes the policy and its schedules into the mirror, without waiting for the sync worker to read them. */
export async function mirrorPolicy(
  tx: Tx,
  policy: HeldPolicy,
  guidOf: (part: PlannedSchedule['parts'][number]) => string,
  now: Date,
): Promise<void> {
  for (const { name, parts, isKept } of policy.schedules) {
    for (const part of parts) {
      if (isKept) {
        await tx.mirrorSchedule.updateMany({ where: { guid: guidOf(part) }, data: { name, contentHash: unread } });
        continue;
      }
      const isChanged = part.guid === null || JSON.stringify(part.before) !== JSON.stringify(part.wanted);
      const row = {
        ...part.wanted,
        name,
        type: 'VM_BACKUP',
        ruleGuids: policy.ruleGuid === null ? [] : [policy.ruleGuid],
        contentHash: unread,
        writtenAt: now,
      };
      const guid = guidOf(part);
      await tx.mirrorSchedule.upsert({
        where: { guid },
        create: { guid, ...row, changedAt: now },
        update: { ...row, ...(isChanged ? { changedAt: now } : {}) },
      });
    }
  }
  await mirrorRow(tx, policy, now);
}

/**
 * Restores the mirror of a policy and its machines after a rolled back change, which the sync worker may have read
 * half-way. Later changes by others stay, as in `reassign`.
 */
export async function mirrorTakenBack(tx: Tx, plan: ChangePlan, moves: readonly Move[], now: Date): Promise<void> {
  const { policyGuid: guid, ruleGuid, before, add, remove } = plan;
  await lockMachineRows(tx, [...add, ...remove, ...moves.map(({ machine }) => machine)]);
  for (const { guid: part, before: timing } of plan.schedules.flatMap(({ parts }) => parts)) {
    if (part !== null && timing !== null)
      await tx.mirrorSchedule.updateMany({
        where: { guid: part },
        data: { ...timing, contentHash: unread, writtenAt: now },
      });
  }
  const known = await tx.mirrorPolicy.findMany({
    where: { guid: { in: [guid, ...moves.map(({ from }) => from)] } },
    select: { guid: true, name: true },
  });
  const nameOf = new Map(known.map((one) => [one.guid, one.name]));
  const name = nameOf.get(guid);
  if (name !== undefined) await mirrorRow(tx, { guid, ruleGuid, ...before, name }, now);
  await mirrorAssignments(tx, remove, { guid, name: name ?? plan.name, from: null }, now);
  for (const from of new Set(moves.map((move) => move.from))) {
    const moved = moves.filter((move) => move.from === from).map(({ machine }) => machine);
    await mirrorAssignments(tx, moved, { guid: from, name: nameOf.get(from) ?? '', from: guid }, now);
  }
  await mirrorAssignments(
    tx,
    add.filter((machine) => !moves.some((move) => move.machine === machine)),
    { from: guid },
    now,
  );
}

/**
 * Restores the mirror of the machines of a policy whose creation was rolled back, where the sync worker has read it in
 * between.
 */
export async function mirrorNotMade(tx: Tx, plan: CreatePlan, moves: readonly Move[], now: Date): Promise<void> {
  await lockMachineRows(tx, plan.machines);
  const read = await tx.mirrorMachine.findMany({
    where: { guid: { in: plan.machines }, policyName: { in: [plan.upstreamName, plan.spareName] } },
    select: { guid: true },
  });
  const affected = new Set(read.map(({ guid }) => guid));
  const known = await tx.mirrorPolicy.findMany({
    where: { guid: { in: moves.map(({ from }) => from) } },
    select: { guid: true, name: true },
  });
  for (const { guid, name } of known) {
    const moved = moves
      .filter(({ machine, from }) => from === guid && affected.delete(machine))
      .map(({ machine }) => machine);
    await mirrorAssignments(tx, moved, { guid, name }, now);
  }
  await mirrorAssignments(tx, [...affected], { from: null }, now);
}

async function mirrorRow(tx: Tx, policy: HeldRow, now: Date): Promise<void> {
  const used = await tx.mirrorSchedule.findMany({
    where: { guid: { in: [...policy.scheduleGuids] } },
    select: { active: true, backupType: true },
  });
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
async function mirroredRules(
  tx: Tx,
  { guid, ruleGuid, ruleName, destinations, scheduleGuids }: HeldRow,
): Promise<Prisma.InputJsonArray> {
  const before = (await tx.mirrorPolicy.findUnique({ where: { guid }, select: { rules: true } }))?.rules;
  const others = (Array.isArray(before) ? before : []).filter(
    (rule) => typeof rule === 'object' && rule !== null && 'guid' in rule && rule.guid !== ruleGuid,
  );
  const names = new Map(
    (
      await tx.mirrorInfrastructure.findMany({
        where: { kind: 'DESTINATION', guid: { in: destinations.map(({ destinationGuid }) => destinationGuid) } },
        select: { guid: true, name: true },
      })
    ).map((row) => [row.guid, row.name]),
  );
  const rule = {
    guid: ruleGuid ?? '',
    name: ruleName,
    active: true,
    position: 0,
    scheduleGuids: [...scheduleGuids].sort(),
    destinations: destinations.map(({ role, destinationGuid, active, retention }) => ({
      guid: destinationGuid,
      name: names.get(destinationGuid) ?? null,
      role,
      active,
      retention,
    })),
  };
  return [rule, ...(others as Prisma.InputJsonArray)];
}

type Assignment =
  | { guid: string; name: string; /** Only machines that have this policy now, null for none. */ from?: string | null }
  | { from: string | null };

/**
 * Locks all machines that a transaction will write, including those of `policies`, in the same order as the sync, to
 * avoid deadlocks.
 */
export async function lockMachineRows(
  tx: Tx,
  guids: readonly string[],
  policies: readonly string[] = [],
): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "MirrorMachine" WHERE guid = ANY(${[...guids]}::text[]) OR "policyGuid" = ANY(${[...policies]}::text[]) ORDER BY guid FOR UPDATE`;
}

/**
 * Mirrors the policy of machines at once: `name` is the tenant's name; without a guid it is removed from those that
 * still have `from`, null for any.
 */
export async function mirrorAssignments(
  tx: Tx,
  guids: readonly string[],
  policy: Assignment,
  now: Date,
): Promise<void> {
  if (guids.length === 0) return;
  const all = [...guids].sort();
  await lockMachineRows(tx, all);
  // Data read before this moment is outdated: `detailsAt` keeps the sync from writing it.
  const mark = { contentHash: unread, detailsAt: now };
  if ('guid' in policy) {
    const others =
      policy.from === undefined
        ? { OR: [{ policyGuid: null }, { policyGuid: { not: policy.guid } }] }
        : { policyGuid: policy.from };
    await tx.mirrorMachine.updateMany({
      where: { guid: { in: all }, ...others },
      data: { ...mark, policyGuid: policy.guid, policyName: policy.name, policySince: now },
    });
  } else
    await tx.mirrorMachine.updateMany({
      where: { guid: { in: all }, ...(policy.from === null ? {} : { policyGuid: policy.from }) },
      data: { ...mark, policyGuid: null, policyName: null, policySince: null, nextRunAt: null },
    });
}
