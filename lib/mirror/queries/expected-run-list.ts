import 'server-only';
import type { ExpectedRunListQuery, ExpectedRunState } from '@/lib/contracts/expected-run';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { otherTenantsPolicy } from '@/lib/mirror/policies/policy-summary';

export type ExpectedRunRow = {
  dueAt: Date;
  windowEndsAt: Date;
  machineGuid: string;
  machineName: string;
  policyGuid: string;
  policyName: string;
  scheduleGuid: string;
  scheduleName: string;
  state: ExpectedRunState;
  cause: string | null;
  causeRef: unknown;
  backupGuid: string | null;
  happenedAt: Date | null;
};

const orderings: Readonly<Record<ExpectedRunListQuery['sort']['key'], Prisma.Sql>> = {
  at: Prisma.sql`e."dueAt"`,
  machine: Prisma.sql`m.name COLLATE natural_order`,
};

const from = Prisma.sql`"ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE' JOIN "MirrorMachine" m ON m.guid = e."machineGuid"`;

/** One page of the expected runs of a tenant's machines, up to `now`. Joined with ownership. */
export async function listExpectedRunsOf(
  tenantId: string,
  query: ExpectedRunListQuery,
  now: Date,
): Promise<{ rows: ExpectedRunRow[]; total: number }> {
  const where = Prisma.join(conditionsOf(tenantId, query, now), ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [rows, counted] = await Promise.all([
    db().$queryRaw<ExpectedRunRow[]>`
      SELECT e.*, m.name AS "machineName", ${namesOf(tenantId)}
      FROM (SELECT e.* FROM ${from} WHERE ${where} ORDER BY ${orderings[query.sort.key]} ${direction}, e."dueAt" DESC, e."machineGuid", e."scheduleGuid"
        LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}) e
      JOIN "MirrorMachine" m ON m.guid = e."machineGuid" ${namesFrom}
      ORDER BY ${orderings[query.sort.key]} ${direction}, e."dueAt" DESC, e."machineGuid", e."scheduleGuid"`,
    db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM ${from} WHERE ${where}`,
  ]);
  return { rows, total: Number(counted[0]?.total ?? 0) };
}

/**
 * The newest missed, failed or late runs of one machine, after the owner was checked; `tenantId` decides only which
 * names may be shown.
 */
export function gapsOfMachine(
  tenantId: string,
  machineGuid: string,
  since: Date,
  limit: number,
): Promise<ExpectedRunRow[]> {
  return db().$queryRaw<ExpectedRunRow[]>`
    SELECT e.*, m.name AS "machineName", ${namesOf(tenantId)}
    FROM "ExpectedRun" e JOIN "MirrorMachine" m ON m.guid = e."machineGuid" ${namesFrom}
    WHERE e."machineGuid" = ${machineGuid} AND e."dueAt" > ${since} AND e."dueAt" <= now() AND e.state IN ('LATE', 'MISSED', 'FAILED', 'SKIPPED')
    ORDER BY e."dueAt" DESC, e."scheduleGuid" LIMIT ${limit}`;
}

const namesFrom = Prisma.sql`
  LEFT JOIN "Policy" own ON own.guid = e."policyGuid" LEFT JOIN "MirrorPolicy" p ON p.guid = e."policyGuid"
  LEFT JOIN "Schedule" ours ON ours.guid = e."scheduleGuid" LEFT JOIN "MirrorSchedule" s ON s.guid = e."scheduleGuid"`;

/** A machine may come from another tenant, whose names must not be shown. */
function namesOf(tenantId: string): Prisma.Sql {
  return Prisma.sql`
    CASE WHEN own.guid IS NULL THEN COALESCE(p.name, 'A deleted policy') WHEN own."tenantId" = ${tenantId} THEN own.name ELSE ${otherTenantsPolicy} END AS "policyName",
    CASE WHEN ours.guid IS NULL THEN COALESCE(s.name, 'A deleted schedule') WHEN ours."tenantId" = ${tenantId} THEN ours.name ELSE 'Another schedule' END AS "scheduleName"`;
}

function conditionsOf(
  tenantId: string,
  { search, state, machine, policy, from: after, to }: ExpectedRunListQuery,
  now: Date,
): Prisma.Sql[] {
  const conditions = [Prisma.sql`o."tenantId" = ${tenantId}`, Prisma.sql`e."dueAt" <= ${now}`];
  if (search !== '') conditions.push(Prisma.sql`m.name ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (state && state.length > 0) conditions.push(Prisma.sql`e.state = ANY(${[...state]}::text[])`);
  if (machine !== undefined) conditions.push(Prisma.sql`e."machineGuid" = ${machine}`);
  if (policy !== undefined) conditions.push(Prisma.sql`e."policyGuid" = ${policy}`);
  if (after !== undefined) conditions.push(Prisma.sql`e."dueAt" >= ${new Date(after)}`);
  if (to !== undefined) conditions.push(Prisma.sql`e."dueAt" <= ${new Date(to)}`);
  return conditions;
}

/** The result of the newest run of a policy that has ended for at least one machine. */
export type LastResult = { readonly at: Date; readonly kept: number; readonly failed: number };

/** For each of these policies that has run, over the tenant's machines in it. `failed` includes missed runs. */
export async function lastResultsOfPolicies(
  guids: readonly string[],
  tenantId: string,
): Promise<Map<string, LastResult>> {
  const rows = await db().$queryRaw<{ policyGuid: string; at: Date; kept: number; failed: number }[]>`
    SELECT p.guid AS "policyGuid", newest.at, counts.kept, counts.failed
    FROM unnest(${[...guids]}::text[]) AS p(guid)
    JOIN LATERAL (
      SELECT e."dueAt" AS at FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE' AND o."tenantId" = ${tenantId}
      WHERE e."policyGuid" = p.guid AND e.state IN ('KEPT', 'LATE', 'MISSED', 'FAILED') ORDER BY e."dueAt" DESC LIMIT 1) newest ON true
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE e.state IN ('KEPT', 'LATE')))::int AS kept, (count(*) FILTER (WHERE e.state IN ('MISSED', 'FAILED')))::int AS failed
      FROM "ExpectedRun" e JOIN "Ownership" o ON o.guid = e."machineGuid" AND o.kind = 'MACHINE' AND o."tenantId" = ${tenantId}
      WHERE e."policyGuid" = p.guid AND e."dueAt" = newest.at) counts`;
  return new Map(rows.map(({ policyGuid, ...result }) => [policyGuid, result]));
}
