import 'server-only';
import type { Score } from '@/lib/contracts/expected-run';
import { protectionStates } from '@/lib/contracts/machine';
import type { ProtectionState } from '@/lib/contracts/machine';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { CalendarDayStart } from '@/lib/time/calendar';
import { lastDays } from '@/lib/time/calendar';

type TenantSummary = {
  total: number;
  present: number;
  restorable: number;
  protection: Record<ProtectionState, number>;
  /** The same without the machines that were removed from their platform. */
  presentProtection: Record<ProtectionState, number>;
  /** The oldest of the last good backups of present machines that are to be backed up; null without any. */
  oldestGoodBackupAt: Date | null;
};

/** Machines that nothing is to back up: an old recovery point of one is no fault. */
const isNotBackedUp = (state: ProtectionState): boolean => state === 'UNPROTECTED' || state === 'EXCLUDED';

/** Counts over all machines of a tenant. */
export async function summariseTenant(tenantId: string): Promise<TenantSummary> {
  const rows = await db().$queryRaw<
    { protection: ProtectionState; total: bigint; present: bigint; restorable: bigint; oldestGoodAt: Date | null }[]
  >`
    SELECT m."protection"::text AS protection, count(*) AS total, count(*) FILTER (WHERE m."present") AS present,
           count(*) FILTER (WHERE m."restorableCount" > 0) AS restorable,
           min(m."lastSuccessAt") FILTER (WHERE m."present") AS "oldestGoodAt"
    FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND m."deletedAt" IS NULL
    GROUP BY 1`;
  const sum = (pick: (row: (typeof rows)[number]) => bigint) =>
    rows.reduce((total, row) => total + Number(pick(row)), 0);
  const byState = (pick: 'total' | 'present') =>
    Object.fromEntries(
      protectionStates.map((state) => [state, Number(rows.find((row) => row.protection === state)?.[pick] ?? 0)]),
    ) as Record<ProtectionState, number>;
  const goodBackups = rows.flatMap(({ protection, oldestGoodAt }) =>
    oldestGoodAt === null || isNotBackedUp(protection) ? [] : [oldestGoodAt.getTime()],
  );
  return {
    total: sum((row) => row.total),
    present: sum((row) => row.present),
    restorable: sum((row) => row.restorable),
    protection: byState('total'),
    presentProtection: byState('present'),
    oldestGoodBackupAt: goodBackups.length === 0 ? null : new Date(Math.min(...goodBackups)),
  };
}

type NextRun = { at: Date; policyGuid: string; policyName: string; machines: number };

/** The next scheduled runs over a tenant's machines, grouped by policy, soonest first. */
export async function nextRunsOf(tenantId: string, limit: number): Promise<NextRun[]> {
  const rows = await db().$queryRaw<{ at: Date; policyGuid: string; policyName: string | null; machines: bigint }[]>`
    SELECT m."nextRunAt" AS at, m."policyGuid" AS "policyGuid", max(m."policyName") AS "policyName", count(*) AS machines
    FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND m."deletedAt" IS NULL AND m."present" AND m."policyGuid" IS NOT NULL AND m."nextRunAt" > now()
    GROUP BY m."nextRunAt", m."policyGuid" ORDER BY m."nextRunAt", m."policyGuid" LIMIT ${limit}`;
  return rows.map((row) => ({
    at: row.at,
    policyGuid: row.policyGuid,
    policyName: row.policyName ?? row.policyGuid,
    machines: Number(row.machines),
  }));
}

/** How many expected runs were made, in the last 7 and 30 days. */
export type Scores = { readonly days7: Score; readonly days30: Score };

type Counts = { key: string; expected7: number; kept7: number; expected30: number; kept30: number };

const dayMs = 86_400_000;

/** Without any expected run. */
export const noScores: Scores = { days7: scoreOf(0, 0), days30: scoreOf(0, 0) };

/** For each of these policies, over the tenant's machines in it. */
export async function scoresOfPolicies(
  guids: readonly string[],
  tenantId: string,
  now: Date = new Date(),
): Promise<Map<string, Scores>> {
  const rows = await counted(
    Prisma.sql`e."policyGuid"`,
    Prisma.sql`o."tenantId" = ${tenantId} AND e."policyGuid" = ANY(${[...guids]}::text[])`,
    now,
  );
  const byGuid = new Map(rows.map((row) => [row.key, scoresOf(row)]));
  return new Map(guids.map((guid) => [guid, byGuid.get(guid) ?? noScores]));
}

/** Over all machines of the tenant. */
export async function scoresOfTenant(tenantId: string, now: Date = new Date()): Promise<Scores> {
  const [row] = await counted(Prisma.sql`o."tenantId"`, Prisma.sql`o."tenantId" = ${tenantId}`, now);
  return row ? scoresOf(row) : noScores;
}

/** The results of the runs that were due on one calendar day; `missed` includes failed runs. */
type DayCounts = CalendarDayStart & { readonly onTime: number; readonly late: number; readonly missed: number };

/** For each of the last `count` calendar days in the zone, over all machines of the tenant, today last. */
export async function daysOfTenant(
  tenantId: string,
  timeZone: string,
  count: number,
  now: Date = new Date(),
): Promise<DayCounts[]> {
  const days = lastDays(timeZone, count, now);
  const starts = days.map(({ from }) => from.toISOString());
  // The days are computed here, so that both sides use the same rules of the zone.
  const rows = await db().$queryRaw<{ day: number; onTime: number; late: number; missed: number }[]>`
    SELECT width_bucket(e."dueAt", ${starts}::text[]::timestamptz[]) AS day,
      (count(*) FILTER (WHERE e.state = 'KEPT'))::int AS "onTime",
      (count(*) FILTER (WHERE e.state = 'LATE'))::int AS late,
      (count(*) FILTER (WHERE e.state IN ('MISSED', 'FAILED')))::int AS missed
    FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND e."dueAt" >= ${days[0]?.from ?? now} AND e."dueAt" <= ${now} AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED')
    GROUP BY 1`;
  const byDay = new Map(rows.map(({ day, ...counts }) => [day, counts]));
  // The database counts its buckets from one.
  return days.map((day, index) => ({ ...day, ...(byDay.get(index + 1) ?? { onTime: 0, late: 0, missed: 0 }) }));
}

/** For one machine, for callers that have checked the owner. */
export async function scoresOfMachine(guid: string, now: Date = new Date()): Promise<Scores> {
  const [row] = await counted(Prisma.sql`e."machineGuid"`, Prisma.sql`e."machineGuid" = ${guid}`, now);
  return row ? scoresOf(row) : noScores;
}

/**
 * The policies with the lowest success rate of the last 7 days, without those at 100 percent. Names are as the tenant's
 * machines show them.
 */
export async function worstPoliciesOf(
  tenantId: string,
  limit: number,
  now: Date = new Date(),
): Promise<{ guid: string; name: string; days7: Score }[]> {
  const rows = await db().$queryRaw<{ guid: string; name: string; expected: number; kept: number }[]>`
    SELECT e."policyGuid" AS guid, max(m."policyName") AS name, count(*)::int AS expected, (count(*) FILTER (WHERE e.state IN ('KEPT', 'LATE')))::int AS kept
    FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE' AND o."tenantId" = ${tenantId}
    JOIN "MirrorMachine" m ON m.guid = e."machineGuid" AND m."policyGuid" = e."policyGuid"
    WHERE e."dueAt" > ${new Date(now.getTime() - 7 * dayMs)} AND e."dueAt" <= ${now} AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED')
    GROUP BY 1 HAVING count(*) FILTER (WHERE e.state IN ('KEPT', 'LATE')) < count(*)
    ORDER BY (count(*) FILTER (WHERE e.state IN ('KEPT', 'LATE')))::float / count(*), count(*) DESC, 1 LIMIT ${limit}`;
  return rows.map(({ guid, name, expected, kept }) => ({ guid, name, days7: scoreOf(expected, kept) }));
}

/** A late run did happen, so it counts as made; open and unexpected runs don't count. */
function counted(key: Prisma.Sql, where: Prisma.Sql, now: Date): Promise<Counts[]> {
  const since7 = new Date(now.getTime() - 7 * dayMs);
  return db().$queryRaw<Counts[]>`
    SELECT ${key} AS key,
      (count(*) FILTER (WHERE e."dueAt" > ${since7}))::int AS expected7,
      (count(*) FILTER (WHERE e."dueAt" > ${since7} AND e.state IN ('KEPT', 'LATE')))::int AS kept7,
      count(*)::int AS expected30,
      (count(*) FILTER (WHERE e.state IN ('KEPT', 'LATE')))::int AS kept30
    FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE'
    WHERE ${where} AND e."dueAt" > ${new Date(now.getTime() - 30 * dayMs)} AND e."dueAt" <= ${now} AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED')
    GROUP BY 1`;
}

function scoresOf({ expected7, kept7, expected30, kept30 }: Counts): Scores {
  return { days7: scoreOf(expected7, kept7), days30: scoreOf(expected30, kept30) };
}

/** One decimal, and never rounded up to a hundred. */
function scoreOf(expected: number, kept: number): Score {
  return { expected, kept, percent: expected === 0 ? null : Math.floor((1_000 * kept) / expected) / 10 };
}
