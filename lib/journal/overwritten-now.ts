import 'server-only';
import type { Tx } from '@/lib/db/client';

/** Those of the machines that a restore under way is going to delete: no work may start on them. */
export async function overwrittenNow(tx: Tx, machineGuids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT o ->> 'guid' AS guid FROM "Operation" p CROSS JOIN LATERAL jsonb_array_elements(p.preflight -> 'overwrites') AS o
    WHERE p.kind = 'RESTORE' AND p.state IN ('REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING')
      AND o ->> 'guid' = ANY(${[...machineGuids]}::text[])`;
  return new Set(rows.map(({ guid }) => guid));
}
