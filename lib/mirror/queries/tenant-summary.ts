import 'server-only';
import { db } from '@/lib/db/client';
import { protectionStates } from '@/lib/contracts/machine';
import type { ProtectionState } from '@/lib/contracts/machine';

export type TenantSummary = {
  total: number;
  present: number;
  restorable: number;
  protection: Record<ProtectionState, number>;
};

/** Counts over all machines of a tenant. */
export async function summariseTenant(tenantId: string): Promise<TenantSummary> {
  const rows = await db().$queryRaw<
    { protection: ProtectionState; total: bigint; present: bigint; restorable: bigint }[]
  >`
    SELECT m."protection"::text AS protection, count(*) AS total, count(*) FILTER (WHERE m."present") AS present,
           count(*) FILTER (WHERE m."restorableCount" > 0) AS restorable
    FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND m."deletedAt" IS NULL
    GROUP BY 1`;
  const sum = (pick: (row: (typeof rows)[number]) => bigint) =>
    rows.reduce((total, row) => total + Number(pick(row)), 0);
  const count = (state: ProtectionState) => Number(rows.find((row) => row.protection === state)?.total ?? 0);
  return {
    total: sum((row) => row.total),
    present: sum((row) => row.present),
    restorable: sum((row) => row.restorable),
    protection: Object.fromEntries(protectionStates.map((state) => [state, count(state)])) as Record<
      ProtectionState,
      number
    >,
  };
}

export type NextRun = { at: Date; policyGuid: string; policyName: string; machines: number };

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
