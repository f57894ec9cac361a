import 'server-only';
import * as z from 'zod';
import type { ServerText } from '@/lib/contracts/server-text';
import { say } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { loadPlaces, StoredRule } from '@/lib/mirror/stored-json';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';

/** What a policy means for its machines from now on. */
export type PolicySummary = {
  readonly active: boolean;
  readonly hasActiveSchedule: boolean;
  /** It would start backups, but only has schedules of unknown kinds. */
  readonly isNotUnderstood: boolean;
  /** Why its backups can't be stored, as a sentence; null when they can. */
  readonly obstacle: ServerText | null;
  readonly nextRunAt: Date | null;
  /** The schedules by which it starts backups; none while it is off. */
  readonly starting: readonly ScheduleOfSummary[];
};

type ScheduleOfSummary = UpstreamSchedule & {
  readonly guid: string;
  readonly active: boolean;
  readonly backupType: string;
  /** When the portal first saw it, and when it first saw its present form. */
  readonly firstSeenAt: Date;
  readonly changedAt: Date;
};

/** Storware's default where a schedule does not say (its own form's default, STORWARE_API.md 7). */
export const defaultWindowMs = 6 * 3_600_000;
/** What was seen within this time of each other was there at the portal's first sync. */
const firstSyncMs = 10 * 60_000;
/** Clocks differ, and work takes a moment to begin. */
const toleranceMs = 60_000;

/** A copy between destinations is no backup of the machine. */
function makesBackups(backupType: string): boolean {
  return backupType !== 'SYNCHRONIZATION';
}

/** The schedules by which the policy starts backups: active ones in active rules. Pure. */
export function startingSchedules<S extends { guid: string; active: boolean; backupType: string }>(
  rules: readonly StoredRule[],
  schedules: ReadonlyMap<string, S>,
): S[] {
  const guids = new Set(rules.filter((rule) => rule.active).flatMap((rule) => rule.scheduleGuids));
  return [...guids].flatMap((guid) => {
    const schedule = schedules.get(guid);
    return schedule?.active && makesBackups(schedule.backupType) ? [schedule] : [];
  });
}

const destinationGone = say('condition.destinationGone');

/**
 * Whether the policy stores its backups in a destination that does not exist: then none can be made. A rule without a
 * destination is ignored. Pure.
 */
export function obstacleOf(rules: readonly StoredRule[], isPlace: (guid: string) => boolean): ServerText | null {
  const storing = rules.filter(
    ({ active, destinations }) => active && destinations.some((one) => one.active && one.role !== 'SECONDARY'),
  );
  const canStore = storing.some(({ destinations }) =>
    destinations.some(({ active, role, guid }) => active && role !== 'SECONDARY' && guid !== null && isPlace(guid)),
  );
  return storing.length > 0 && !canStore ? destinationGone : null;
}

/** Pure: fires only if schedule, rule and policy are active (STORWARE_API.md 14.9). */
export function summarizePolicy(
  policy: { active: boolean; rules: readonly StoredRule[] },
  schedules: ReadonlyMap<string, ScheduleOfSummary>,
  now: Date,
  isPlace: (destinationGuid: string) => boolean = () => true,
): PolicySummary {
  const all = startingSchedules(policy.rules, schedules);
  const starting = all.filter(isUnderstood);
  const obstacle = obstacleOf(policy.rules, isPlace);
  const runs =
    policy.active && obstacle === null ? starting.flatMap((schedule) => nextUpstreamRuns(schedule, now, 1)) : [];
  const nextRunAt = runs.reduce<Date | null>((best, { at }) => (best === null || at < best ? at : best), null);
  return {
    active: policy.active,
    hasActiveSchedule: all.length > 0,
    isNotUnderstood: all.length > 0 && starting.length === 0,
    obstacle,
    nextRunAt,
    starting: policy.active ? starting : [],
  };
}

function isUnderstood({ executionType, backupType }: ScheduleOfSummary): boolean {
  return (
    (executionType === 'TIME' || executionType === 'INTERVAL') &&
    (backupType === 'FULL' || backupType === 'INCREMENTAL')
  );
}

/**
 * The run after `after` whose window ends first, and until when it may begin (a minute of tolerance included); null
 * when none is to come. A schedule counts from its last change, unless it was there unchanged at the portal's first
 * sync (at `knownSince`). Pure.
 */
export function firstDueRun(
  schedules: readonly ScheduleOfSummary[],
  { after, knownSince }: { after: Date; knownSince: Date },
): { at: Date; windowEndsAt: Date } | null {
  const runs = schedules.flatMap((schedule) => {
    const isOld =
      schedule.changedAt <= schedule.firstSeenAt &&
      schedule.firstSeenAt.getTime() <= knownSince.getTime() + firstSyncMs;
    const since = isOld || schedule.changedAt <= after ? after : schedule.changedAt;
    return nextUpstreamRuns(schedule, new Date(since.getTime() + toleranceMs), 1).map(({ at, windowEndsAt }) => ({
      at,
      windowEndsAt: new Date((windowEndsAt ?? new Date(at.getTime() + defaultWindowMs)).getTime() + toleranceMs),
    }));
  });
  return runs.reduce<(typeof runs)[number] | null>(
    (first, run) => (first === null || run.windowEndsAt < first.windowEndsAt ? run : first),
    null,
  );
}

const storedRules = z.array(StoredRule);

/** The summary of every mirrored policy, by guid: once for a round over many machines. */
export async function loadPolicySummaries(tx: Tx, now: Date): Promise<Map<string, PolicySummary>> {
  const schedules = new Map((await tx.mirrorSchedule.findMany()).map((schedule) => [schedule.guid, schedule]));
  const policies = await tx.mirrorPolicy.findMany({ select: { guid: true, active: true, rules: true } });
  const isPlace = await loadPlaces(tx);
  return new Map(
    policies.map(({ guid, active, rules }) => [
      guid,
      summarizePolicy({ active, rules: storedRules.parse(rules) }, schedules, now, isPlace),
    ]),
  );
}

/** The policy of this machine by the mirror: a machine that is read alone does not need all of them. */
export async function loadSummaryOfMachine(
  tx: Tx,
  machineGuid: string,
  now: Date,
): Promise<Map<string, PolicySummary>> {
  const machine = await tx.mirrorMachine.findUnique({ where: { guid: machineGuid }, select: { policyGuid: true } });
  const policyGuid = machine?.policyGuid ?? null;
  const policy =
    policyGuid === null
      ? null
      : await tx.mirrorPolicy.findUnique({
          where: { guid: policyGuid },
          select: { guid: true, active: true, rules: true },
        });
  if (policy === null) return new Map();
  const rules = storedRules.parse(policy.rules);
  const schedules = new Map(
    (
      await tx.mirrorSchedule.findMany({ where: { guid: { in: rules.flatMap(({ scheduleGuids }) => scheduleGuids) } } })
    ).map((schedule) => [schedule.guid, schedule]),
  );
  return new Map([
    [policy.guid, summarizePolicy({ active: policy.active, rules }, schedules, now, await loadPlaces(tx))],
  ]);
}

/** The name of a machine's policy for tenants that may not know it. */
export const otherTenantsPolicy = 'Another policy';

/**
 * Shows policies that tenants made under the tenants' own names, but only at machines of the same tenant: neither that
 * name nor Storware's, which contains the tenant, may be seen elsewhere. `guids` null: at all machines. Writes those
 * that differ, locked in the order in which every writer locks machines.
 */
export async function nameOwnPolicies(tx: Tx, guids: readonly string[] | null): Promise<void> {
  await tx.$executeRaw`
    WITH wanted AS (
          SELECT x.guid, CASE WHEN o."tenantId" = p."tenantId" THEN p.name ELSE ${otherTenantsPolicy} END AS name
          FROM "MirrorMachine" x JOIN "Policy" p ON p.guid = x."policyGuid"
          LEFT JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = x.guid
          WHERE (${guids === null}::boolean OR x.guid = ANY(${[...(guids ?? [])]}::text[]))
            AND x."policyName" IS DISTINCT FROM CASE WHEN o."tenantId" = p."tenantId" THEN p.name ELSE ${otherTenantsPolicy} END
          ORDER BY x.guid FOR UPDATE OF x)
    UPDATE "MirrorMachine" m SET "policyName" = wanted.name FROM wanted WHERE m.guid = wanted.guid`;
}
