import 'server-only';
import { audit } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import type { SagaPlan } from './saga-plan';
import type { SagaRun } from './saga-run';

const actions: Readonly<Record<SagaPlan['kind'], string>> = {
  CREATE: 'policy.create',
  CHANGE: 'policy.change',
  DELETE: 'policy.delete',
  ASSIGN: 'policy.assign',
};

/** What became of a saga, in the trail of its tenant. `policyGuid` null: there is no such policy (any more). */
export function auditSaga(
  tx: Tx,
  { row, plan }: Pick<SagaRun, 'row' | 'plan'>,
  outcome: AuditInput['outcome'],
  policyGuid: string | null,
  detail?: AuditInput['detail'],
): Promise<void> {
  return audit(tx, {
    tenantId: row.tenantId,
    actor: { id: row.requestedById, name: row.requestedByName ?? 'System' },
    action: actions[plan.kind],
    object:
      plan.kind === 'ASSIGN' && policyGuid === null
        ? null
        : { kind: 'policy', id: policyGuid ?? row.id, name: plan.name },
    outcome,
    ...(detail ? { detail } : {}),
    requestId: row.requestId ?? undefined,
  });
}
