import 'server-only';
import type { Prisma } from './generated/client';
import type { Tx } from './client';

export type AuditInput = {
  tenantId: string | null;
  actor: { id: string | null; name: string };
  action: string;
  object: { kind: string; id: string; name: string } | null;
  outcome: 'REQUESTED' | 'SUCCEEDED' | 'FAILED' | 'REFUSED';
  detail?: Prisma.InputJsonObject;
  requestId?: string | undefined;
};

/** Writes who did what to what, in the caller's transaction: no change without its entry, no entry without its change. */
export async function audit(tx: Tx, input: AuditInput): Promise<void> {
  await tx.auditEntry.create({
    data: {
      tenantId: input.tenantId,
      actorId: input.actor.id,
      actorName: input.actor.name,
      action: input.action,
      objectKind: input.object?.kind ?? null,
      objectId: input.object?.id ?? null,
      objectName: input.object?.name ?? null,
      outcome: input.outcome,
      requestId: input.requestId ?? null,
      ...(input.detail ? { detail: input.detail } : {}),
    },
  });
}
