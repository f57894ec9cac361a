import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import type { Tx } from '@/lib/db/client';
import type { Requester } from './requester';

/** One intention of a client: its key, the route that it was sent to, and the digest of its body. */
export type Intention = { readonly key: string; readonly route: string; readonly bodyHash: string };

export type IntendedOperation = { readonly id: string; readonly machineGuid: string };

/** The digest that tells whether an idempotency key is used again for the same body. */
export function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** The operations that an earlier request with this key and body made, or null; 409 when the key was used for something else. */
export async function findIntended(tx: Tx, tenantId: string, { key, route, bodyHash }: Intention): Promise<IntendedOperation[] | null> {
  const record = await tx.idempotencyRecord.findUnique({ where: { tenantId_key: { tenantId, key } } });
  if (!record) return null;
  if (record.route !== route || record.bodyHash !== bodyHash) {
    throw new AppError('conflict', { detail: 'This Idempotency-Key was already used for another request. Make a new one for each intention.' });
  }
  return tx.operation.findMany({ where: { tenantId, idempotencyKey: key }, orderBy: { position: 'asc' }, select: { id: true, machineGuid: true } });
}

/**
 * Takes the key for this request, or answers what an earlier one made with it. Two requests with one key meet here:
 * the second waits for the first's transaction and then finds its record.
 */
export async function takeKey(tx: Tx, requester: Requester, intention: Intention): Promise<IntendedOperation[] | null> {
  const { key, route, bodyHash } = intention;
  const { tenantId, userId } = requester;
  const created = await tx.idempotencyRecord.createMany({ data: [{ tenantId, key, route, bodyHash, userId }], skipDuplicates: true });
  if (created.count > 0) return null;
  const earlier = await findIntended(tx, tenantId, intention);
  if (earlier) return earlier;
  throw new AppError('conflict', { detail: 'A request with this Idempotency-Key has just ended. Send it again.' });
}
