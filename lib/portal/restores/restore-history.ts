import 'server-only';
import { operationStates } from '@/lib/contracts/operation';
import type { OperationState } from '@/lib/contracts/operation';
import type { RestoreListQuery } from '@/lib/contracts/restore';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';

/** One entry of the history: an operation of the portal, or a restore that only Storware's own history knows. */
export type HistoryEntry = { readonly kind: 'operation' | 'job'; readonly id: string; readonly state: OperationState };

const orderings: Readonly<Record<RestoreListQuery['sort']['key'], Prisma.Sql>> = {
  requestedAt: Prisma.sql`e."at"`,
  machine: Prisma.sql`e."name" COLLATE natural_order`,
  state: Prisma.sql`array_position(${[...operationStates]}::text[], e."state")`,
};

/** Statuses of restore jobs are documented nowhere (STORWARE_API.md 12.11): one that nobody knows is a warning, since something was done. */
const stateOfJob = Prisma.sql`CASE
  WHEN j."status" = 'QUEUED' THEN 'QUEUED'
  WHEN j."status" IN ('INPROGRESS', 'IN_PROGRESS', 'RUNNING') THEN 'RUNNING'
  WHEN j."status" IN ('SUCCESS', 'FINISHED') THEN CASE WHEN cardinality(j."warnings") > 0 THEN 'WARNING' ELSE 'SUCCEEDED' END
  WHEN j."status" = 'FAILED' THEN 'FAILED'
  WHEN j."status" IN ('CANCELLED', 'CANCELED') THEN 'CANCELLED'
  ELSE 'WARNING' END`;

/** An operation of the same recovery point that has not found its job yet: what is certainly told once must not be told twice. */
const mayBeOurs = Prisma.sql`
  SELECT 1 FROM "Operation" p WHERE p."kind" IN ('RESTORE', 'MOUNT') AND p."machineGuid" = j."machineGuid" AND p."backupGuid" = j."backupGuid"
    AND p."requestedAt" <= j."firstSeenAt" AND p."requestedAt" > j."firstSeenAt" - interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM "OperationTask" t WHERE t."operationId" = p."id" AND t."restoreJobGuid" IS NOT NULL)`;

/**
 * One page of the restores of a tenant's machines, whoever started them; of one machine, if it is named. A job that an
 * operation stands for is not told twice, and mounts that the portal made are none.
 */
export async function restoreHistory(
  tenantId: string,
  machineGuid: string | null,
  query: RestoreListQuery,
): Promise<{ entries: HistoryEntry[]; total: number }> {
  const entries = entriesOf(tenantId, machineGuid);
  const where = Prisma.join(conditionsOf(query), ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const rows = await db().$queryRaw<(HistoryEntry & { total: bigint })[]>`
    SELECT e."kind", e."id", e."state", count(*) OVER () AS total FROM (${entries}) e WHERE ${where}
    ORDER BY ${orderings[query.sort.key]} ${direction}, e."at" DESC, e."id" DESC
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  if (rows[0])
    return { entries: rows.map(({ kind, id, state }) => ({ kind, id, state })), total: Number(rows[0].total) };
  const [counted] =
    query.page === 1
      ? []
      : await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM (${entries}) e WHERE ${where}`;
  return { entries: [], total: Number(counted?.total ?? 0) };
}

function entriesOf(tenantId: string, machineGuid: string | null): Prisma.Sql {
  const ofMachine = (column: Prisma.Sql): Prisma.Sql =>
    machineGuid === null ? Prisma.sql`true` : Prisma.sql`${column} = ${machineGuid}`;
  return Prisma.sql`
    SELECT 'operation' AS "kind", p."id", p."requestedAt" AS "at", p."machineName" AS "name", p."targetName" AS "target", p."state"::text AS "state"
    FROM "Operation" p JOIN "Ownership" o ON o."guid" = p."machineGuid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND p."kind" = 'RESTORE' AND ${ofMachine(Prisma.sql`p."machineGuid"`)}
    UNION ALL
    SELECT 'job', j."guid", coalesce(j."restoredAt", j."firstSeenAt"), m."name", NULL, ${stateOfJob}
    FROM "MirrorRestoreJob" j JOIN "Ownership" o ON o."guid" = j."machineGuid" AND o."kind" = 'MACHINE' JOIN "MirrorMachine" m ON m."guid" = j."machineGuid"
    WHERE o."tenantId" = ${tenantId} AND ${ofMachine(Prisma.sql`j."machineGuid"`)}
      AND NOT EXISTS (SELECT 1 FROM "OperationTask" t WHERE t."restoreJobGuid" = j."guid")
      AND NOT EXISTS (${mayBeOurs})`;
}

function conditionsOf({ search, state }: RestoreListQuery): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(e."name" ILIKE ${pattern} OR e."target" ILIKE ${pattern})`);
  }
  if (state && state.length > 0) conditions.push(Prisma.sql`e."state" = ANY(${[...state]})`);
  return conditions;
}
