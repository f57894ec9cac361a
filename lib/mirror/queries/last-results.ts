import 'server-only';
import { db } from '@/lib/db/client';

/** What came of the newest run of a policy that has ended for at least one machine. */
export type LastResult = { readonly at: Date; readonly kept: number; readonly failed: number };

/** Of each of these policies that has run, over the machines in it that the tenant owns. `failed` counts what was missed, too. */
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
