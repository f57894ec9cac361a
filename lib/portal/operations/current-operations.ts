import 'server-only';
import { db } from '@/lib/db/client';
import type { OperationRow } from '@/lib/portal/scope/owned-operation';

export const unsettledStates = ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] as const;

/** The newest unsettled operation of each of these machines; the caller has checked that they are the tenant's. */
export async function currentOperations(machineGuids: readonly string[]): Promise<Map<string, OperationRow>> {
  const rows = await db().operation.findMany({
    where: { machineGuid: { in: [...machineGuids] }, state: { in: [...unsettledStates] } },
    orderBy: { requestedAt: 'asc' },
  });
  return new Map(rows.map((row) => [row.machineGuid, row]));
}
