import 'server-only';
import type { Failure } from '@/lib/contracts/operation';
import { audit } from '@/lib/db/audit';
import { recordChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import type { Submission } from '@/lib/db/generated/enums';
import { auditedAction } from './audited-action';

type Settlement = { state: 'FAILED' | 'NOT_STARTED'; submission: Submission; failure: Failure };

/**
 * Ends an operation that got no task, with its audit entry, inside the machine's lock. Does nothing for one that has
 * moved on since: `decidedOn` are the submissions for which the settlement holds.
 */
export async function settleOperation(
  tx: Tx,
  id: string,
  decidedOn: readonly Submission[],
  settlement: Settlement,
  now: Date,
): Promise<void> {
  const { count } = await tx.operation.updateMany({
    where: { id, state: 'REQUESTED', submission: { in: [...decidedOn] }, tasks: { none: {} } },
    data: { ...settlement, finishedAt: now, leaseUntil: null, version: { increment: 1 } },
  });
  if (count === 0) return;
  const operation = await tx.operation.findUniqueOrThrow({ where: { id } });
  await audit(tx, {
    tenantId: operation.tenantId,
    actor: { id: operation.requestedById, name: operation.requestedByName ?? 'System' },
    action: auditedAction(operation.kind),
    object: { kind: 'machine', id: operation.machineGuid, name: operation.machineName },
    outcome: settlement.submission === 'REJECTED' ? 'REFUSED' : 'FAILED',
    detail: { operation: id, cause: settlement.failure.cause },
  });
  const { machineGuid } = operation;
  await recordChanges(tx, [
    { kind: 'operation', objectId: id, machineGuid },
    { kind: 'machine', objectId: machineGuid, machineGuid },
  ]);
}
