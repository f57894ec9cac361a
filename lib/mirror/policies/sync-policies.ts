import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/scalar';
import { isAppError } from '@/lib/core/app-error';
import { createFaultLog, log } from '@/lib/core/log';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { withoutProjectPrefix } from '@/lib/mirror/machines/machine-row';
import { contentHash, inChunks, mirrorTransaction, storableJson, wholeInt } from '@/lib/mirror/mirror-write';
import { reevaluateProtection } from '@/lib/mirror/machines/evaluate-protection';
import type { StoredRule } from '@/lib/mirror/stored-json';
import { recordingSync } from '@/lib/mirror/sync-record';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareWhole } from '@/lib/storware/model/result';
import type { StorwarePolicy, StorwareRule, StorwareSchedule } from '@/lib/storware/model/policy';
import {
  findPolicyUnscoped,
  listAllPoliciesUnscoped,
  listAllSchedulesUnscoped,
  listRulesUnscoped,
} from '@/lib/storware/unscoped';
import { startingSchedules } from './policy-summary';

/** How many policies are read for their rules at the same time, on servers whose lists do not hold the rules. */
const detailsAtOnce = 4;
const faults = createFaultLog(log);

/**
 * Updates the mirror of policies and rules, and evaluates their machines again. Expects the schedules to be mirrored
 * already: rules and schedules name each other. Throws AppError `upstream_*`.
 */
export function syncPolicies(signal?: AbortSignal): Promise<{ count: number; broken: number; changed: string[] }> {
  return recordingSync('policies', signal, async (begunAt) => {
    const policies = await listAllPoliciesUnscoped({ signal });
    const rules = await listAllRules(signal);
    const schedules: ScheduleFacts[] = await db().mirrorSchedule.findMany({
      select: { guid: true, active: true, backupType: true, ruleGuids: true, contentHash: true },
    });
    const whole = await withRules(policies.items, rules.items, signal);
    const changed = await writePolicies(
      whole.map((policy) => policyRow(policy, schedules)),
      policies.complete ? new Set(policies.items.map(({ guid }) => guid)) : null,
      begunAt,
    );
    await reevaluateProtection(changed);
    return { count: policies.items.length, broken: policies.broken + rules.broken, changed };
  });
}

/** Empty where the server has no such list: then each policy's details are read. */
async function listAllRules(signal: AbortSignal | undefined): Promise<StorwareWhole<StorwareRule>> {
  return (await ifOffered(() => listRulesUnscoped({}, { signal }))) ?? { items: [], broken: 0, complete: false };
}

/** The policies with the most complete rules available: from the list of rules, else from the policy's own details. */
async function withRules(
  policies: readonly StorwarePolicy[],
  rules: readonly StorwareRule[],
  signal: AbortSignal | undefined,
): Promise<StorwarePolicy[]> {
  const byGuid = new Map(rules.map((rule) => [rule.guid, rule]));
  const whole: StorwarePolicy[] = [];
  for (const some of inChunks(policies, detailsAtOnce)) {
    whole.push(
      ...(
        await Promise.all(
          some.map(async (policy) => {
            const known = policy.rules.map((rule) => byGuid.get(rule.guid) ?? rule);
            if (known.every(({ destinations }) => destinations.length > 0)) return [{ ...policy, rules: known }];
            const details = await detailsOf(policy.guid, signal);
            return details === 'unreadable' ? [] : [details ?? { ...policy, rules: known }];
          }),
        )
      ).flat(),
    );
  }
  return whole;
}

/** An unreadable policy keeps its row. An outage of the server ends the round. */
async function detailsOf(guid: string, signal: AbortSignal | undefined): Promise<StorwarePolicy | null | 'unreadable'> {
  try {
    const policy = await findPolicyUnscoped(guid, { signal });
    faults.worked(guid, { method: 'GET', route: '/policies/vm-backup/{guid}' }, 'a policy can be read again');
    return policy;
  } catch (error) {
    if (!isAppError(error) || (typeof error.meta?.['status'] !== 'number' && error.code !== 'upstream_contract'))
      throw error;
    faults.failed(
      guid,
      error.code,
      {
        module: 'mirror',
        policy: guid,
        code: error.code,
        method: 'GET',
        route: '/policies/vm-backup/{guid}',
        status: error.meta?.['status'],
      },
      'a policy can not be read: what is known of it stays',
    );
    return 'unreadable';
  }
}

/**
 * Deletes what a whole list (`named`) does not contain. What the portal itself wrote after `begunAt` is left for the
 * next sync. Tenants' own names take precedence over Storware's.
 */
async function writePolicies(
  rows: readonly PolicyRow[],
  named: ReadonlySet<string> | null,
  begunAt: Date,
): Promise<string[]> {
  return mirrorTransaction(async (tx) => {
    const known = await tx.mirrorPolicy.findMany({ select: { guid: true, contentHash: true, writtenAt: true } });
    const newer = new Set(
      known.filter(({ writtenAt }) => writtenAt !== null && writtenAt > begunAt).map(({ guid }) => guid),
    );
    const stored = new Map(known.map(({ guid, contentHash }) => [guid, contentHash]));
    const changed = rows.filter((row) => !newer.has(row.guid) && stored.get(row.guid) !== row.contentHash);
    const gone = named ? [...stored.keys()].filter((guid) => !named.has(guid) && !newer.has(guid)) : [];
    if (gone.length > 0) await tx.mirrorPolicy.deleteMany({ where: { guid: { in: gone } } });
    if (changed.length > 0) {
      await tx.$executeRaw`
        INSERT INTO "MirrorPolicy" (guid, name, active, priority, rules, "hasIncrementalSchedule", "hasActiveSchedule", "contentHash")
        SELECT r.guid, COALESCE(p.name, r.name), r.active, r.priority, r.rules, r."hasIncrementalSchedule", r."hasActiveSchedule", r."contentHash"
        FROM jsonb_to_recordset(${storableJson(changed)}::jsonb) AS r(guid text, name text, active boolean, priority int, rules jsonb,
          "hasIncrementalSchedule" boolean, "hasActiveSchedule" boolean, "contentHash" text)
        LEFT JOIN "Policy" p ON p.guid = r.guid
        ON CONFLICT (guid) DO UPDATE SET name = EXCLUDED.name, active = EXCLUDED.active, priority = EXCLUDED.priority, rules = EXCLUDED.rules,
          "hasIncrementalSchedule" = EXCLUDED."hasIncrementalSchedule", "hasActiveSchedule" = EXCLUDED."hasActiveSchedule", "contentHash" = EXCLUDED."contentHash"`;
    }
    const guids = [...changed.map(({ guid }) => guid), ...gone];
    await recordTenantChanges(
      tx,
      (await concerned(tx, guids)).map(({ guid, tenantId }) => ({ tenantId, kind: 'policy', objectId: guid })),
    );
    return guids;
  });
}

/** Who is notified of changes of these policies: the tenants that own them; for the provider's, the tenants of their machines. */
async function concerned(tx: Tx, guids: readonly string[]): Promise<{ guid: string; tenantId: string }[]> {
  if (guids.length === 0) return [];
  return tx.$queryRaw`
    SELECT o.guid, o."tenantId" FROM "Ownership" o WHERE o.kind = 'POLICY' AND o.guid = ANY(${[...guids]}::text[])
    UNION
    SELECT m."policyGuid", o."tenantId" FROM "MirrorMachine" m JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
      WHERE m."policyGuid" = ANY(${[...guids]}::text[]) AND m."deletedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "Ownership" x WHERE x.kind = 'POLICY' AND x.guid = m."policyGuid")
    ORDER BY 1, 2`;
}

/** The fields of a mirrored schedule that matter to the policies that use it. */
type ScheduleFacts = {
  guid: string;
  active: boolean;
  backupType: string;
  ruleGuids: string[];
  contentHash: string;
};

type PolicyRow = ReturnType<typeof policyRow>;

/**
 * Storware's policy as a row. Its hash covers its schedules too, so that a change of one counts as a change of the
 * policy.
 */
function policyRow(policy: StorwarePolicy, schedules: readonly ScheduleFacts[]) {
  const rules = policy.rules.map((rule, index) => ruleOf(rule, index, schedules));
  const byGuid = new Map(schedules.map((schedule) => [schedule.guid, schedule]));
  const used = rules.flatMap(({ scheduleGuids }) => scheduleGuids.flatMap((guid) => byGuid.get(guid) ?? []));
  const row = {
    guid: policy.guid,
    name: nameOrStandIn(withoutProjectPrefix(policy.name), policy.guid),
    active: policy.active,
    priority: wholeInt(policy.priority) ?? 50,
    rules,
    /** Storware keeps the snapshot that an incremental needs when there is any such schedule (14.5). */
    hasIncrementalSchedule: used.some(({ backupType }) => backupType === 'INCREMENTAL'),
    hasActiveSchedule: startingSchedules(rules, byGuid).length > 0,
  };
  return { ...row, contentHash: contentHash({ row, used: used.map((schedule) => schedule.contentHash) }) };
}

/** A rule with the schedules that it names or that name it: lists of either kind may leave out the other. */
function ruleOf(rule: StorwareRule, index: number, schedules: readonly ScheduleFacts[]): StoredRule {
  const naming = schedules.filter(({ ruleGuids }) => ruleGuids.includes(rule.guid)).map(({ guid }) => guid);
  return {
    guid: rule.guid,
    name: rule.name,
    active: rule.active,
    position: rule.position ?? index,
    scheduleGuids: [...new Set([...rule.schedules.map(({ guid }) => guid), ...naming])].sort(),
    destinations: rule.destinations.map(({ destination, role, active, retention }) => ({
      guid: destination?.guid ?? null,
      name: destination?.name ?? null,
      role,
      active,
      retention,
    })),
  };
}

/** Updates the mirror of schedules; `syncPolicies` evaluates the consequences. Throws AppError `upstream_*`. */
export function syncSchedules(signal?: AbortSignal): Promise<{ count: number; broken: number; written: number }> {
  return recordingSync('schedules', signal, async (begunAt) => {
    const list = await listAllSchedulesUnscoped({ signal });
    const rows = list.items.map(scheduleRow);
    const written = await mirrorTransaction(async (tx) => {
      const stored = new Map(
        (
          await tx.mirrorSchedule.findMany({
            select: { guid: true, contentHash: true, lastRunAt: true, writtenAt: true },
          })
        ).map((row) => [row.guid, row]),
      );
      // What the portal itself wrote since is newer than what was read.
      const isNewer = (guid: string): boolean => (stored.get(guid)?.writtenAt ?? begunAt) > begunAt;
      const changed = rows.filter((row) => {
        const before = stored.get(row.guid);
        if (isNewer(row.guid)) return false;
        return before?.contentHash !== row.contentHash || before.lastRunAt?.getTime() !== row.lastRunAt?.getTime();
      });
      const named = new Set(rows.map(({ guid }) => guid));
      const gone = list.complete ? [...stored.keys()].filter((guid) => !named.has(guid) && !isNewer(guid)) : [];
      if (gone.length > 0) await tx.mirrorSchedule.deleteMany({ where: { guid: { in: gone } } });
      if (changed.length > 0) {
        await tx.$executeRaw`
          INSERT INTO "MirrorSchedule" AS s (guid, name, active, type, "backupType", "executionType", "hourMs", "intervalStartMs", "intervalEndMs", "intervalEveryMs",
            "startWindowMs", "daysOfWeek", months, occurrences, "ruleGuids", "lastRunAt", "contentHash", "changedAt")
          SELECT r.guid, COALESCE(own.name, r.name), r.active, r.type, r."backupType", r."executionType", r."hourMs", r."intervalStartMs", r."intervalEndMs", r."intervalEveryMs",
            r."startWindowMs", r."daysOfWeek", r.months, r.occurrences, r."ruleGuids", r."lastRunAt", r."contentHash", ${begunAt}
          FROM jsonb_to_recordset(${storableJson(changed)}::jsonb) AS r(guid text, name text, active boolean, type text, "backupType" text,
            "executionType" text, "hourMs" int, "intervalStartMs" int, "intervalEndMs" int, "intervalEveryMs" int, "startWindowMs" int,
            "daysOfWeek" text[], months text[], occurrences text[], "ruleGuids" text[], "lastRunAt" timestamptz, "contentHash" text)
          LEFT JOIN LATERAL (SELECT own.name FROM "SchedulePart" part JOIN "Schedule" own ON own.guid = part."scheduleGuid" WHERE part.guid = r.guid) own ON true
          ON CONFLICT (guid) DO UPDATE SET name = EXCLUDED.name, active = EXCLUDED.active, type = EXCLUDED.type, "backupType" = EXCLUDED."backupType",
            "executionType" = EXCLUDED."executionType", "hourMs" = EXCLUDED."hourMs", "intervalStartMs" = EXCLUDED."intervalStartMs",
            "intervalEndMs" = EXCLUDED."intervalEndMs", "intervalEveryMs" = EXCLUDED."intervalEveryMs", "startWindowMs" = EXCLUDED."startWindowMs",
            "daysOfWeek" = EXCLUDED."daysOfWeek", months = EXCLUDED.months, occurrences = EXCLUDED.occurrences, "ruleGuids" = EXCLUDED."ruleGuids",
            "lastRunAt" = EXCLUDED."lastRunAt", "contentHash" = EXCLUDED."contentHash",
            "changedAt" = CASE WHEN (s.active, s."backupType", s."executionType", s."hourMs", s."intervalStartMs", s."intervalEndMs", s."intervalEveryMs", s."startWindowMs",
                s."daysOfWeek", s.months, s.occurrences)
              IS DISTINCT FROM (EXCLUDED.active, EXCLUDED."backupType", EXCLUDED."executionType", EXCLUDED."hourMs", EXCLUDED."intervalStartMs", EXCLUDED."intervalEndMs",
                EXCLUDED."intervalEveryMs", EXCLUDED."startWindowMs", EXCLUDED."daysOfWeek", EXCLUDED.months, EXCLUDED.occurrences)
              THEN EXCLUDED."changedAt" ELSE s."changedAt" END`;
      }
      return changed.length;
    });
    return { count: rows.length, broken: list.broken, written };
  });
}

function scheduleRow(schedule: StorwareSchedule) {
  const row = {
    guid: schedule.guid,
    name: nameOrStandIn(withoutProjectPrefix(schedule.name), schedule.guid),
    active: schedule.active,
    type: schedule.type ?? 'VM_BACKUP',
    backupType: schedule.backupType ?? 'FULL',
    executionType: schedule.executionType ?? (schedule.interval === null ? 'TIME' : 'INTERVAL'),
    hourMs: wholeInt(schedule.startAt),
    intervalStartMs: wholeInt(schedule.interval?.from),
    intervalEndMs: wholeInt(schedule.interval?.to),
    intervalEveryMs: wholeInt(schedule.interval?.everyMs),
    startWindowMs: wholeInt(schedule.startWindowMs),
    daysOfWeek: schedule.daysOfWeek,
    months: schedule.months,
    occurrences: schedule.occurrences,
    ruleGuids: schedule.rules.map(({ guid }) => guid).sort(),
  };
  // A run is not a change of the schedule: the policies that use it stay unchanged.
  return { ...row, lastRunAt: schedule.lastRunAt, contentHash: contentHash(row) };
}
