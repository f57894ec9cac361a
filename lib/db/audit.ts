import 'server-only';
import { randomUUID } from 'node:crypto';
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

/** Anonymous requests cause these entries: within this time they are counted into one for each key. */
const tallyMs = 15 * 60_000;

/**
 * Counts events that anybody may cause any number of times, such as failed sign-ins, into one entry for each `key` and
 * quarter of an hour. All with the key must have the same text.
 */
export async function auditTally(tx: Tx, input: AuditInput, key: string, now: Date): Promise<void> {
  const tallyKey = `${input.action} ${input.outcome} ${Math.floor(now.getTime() / tallyMs)} ${key}`;
  const counted = await tx.$executeRaw`UPDATE "AuditEntry" SET "tally" = "tally" + 1 WHERE "tallyKey" = ${tallyKey}`;
  if (counted > 0) return;
  await tx.$executeRaw`
    INSERT INTO "AuditEntry" ("id", "at", "tenantId", "actorId", "actorName", "action", "objectKind", "objectId", "objectName", "outcome", "detail", "requestId", "tallyKey")
    VALUES (${randomUUID()}, ${now}, ${input.tenantId}, ${input.actor.id}, ${input.actor.name}, ${input.action}, ${input.object?.kind ?? null}, ${input.object?.id ?? null},
      ${input.object?.name ?? null}, ${input.outcome}, ${JSON.stringify(input.detail ?? {})}::jsonb, ${input.requestId ?? null}, ${tallyKey})
    ON CONFLICT ("tallyKey") DO UPDATE SET "tally" = "AuditEntry"."tally" + 1`;
}

/** Writes an audit entry in the caller's transaction: no change without its entry, no entry without its change. */
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
