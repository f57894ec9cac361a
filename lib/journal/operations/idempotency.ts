import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Requester } from './start-work';

/** One intended action of a client: its key, route, and the digest of its body. */
export type IdempotentRequest = { readonly key: string; readonly route: string; readonly bodyHash: string };

export type IntendedOperation = { readonly id: string; readonly machineGuid: string };

/** The digest that shows whether an idempotency key is used again with the same body. */
export function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** The operations that an earlier request with this key and body made, or null; 409 when the key was used for something else. */
export async function findIntended(
  tx: Tx,
  tenantId: string,
  { key, route, bodyHash }: IdempotentRequest,
): Promise<IntendedOperation[] | null> {
  const record = await tx.idempotencyRecord.findUnique({ where: { tenantId_key: { tenantId, key } } });
  if (!record) return null;
  if (record.route !== route || record.bodyHash !== bodyHash) throw usedOtherwise();
  return tx.operation.findMany({
    where: { tenantId, idempotencyKey: key },
    orderBy: { position: 'asc' },
    select: { id: true, machineGuid: true },
  });
}

/**
 * The saga that an earlier request with this key and body started, or null when there was none or it was rolled back:
 * then the request is tried again. 409 when the key was used for something else.
 */
export async function findIntendedSaga(
  tx: Tx,
  tenantId: string,
  { key, route, bodyHash }: IdempotentRequest,
): Promise<string | null> {
  const record = await tx.idempotencyRecord.findUnique({ where: { tenantId_key: { tenantId, key } } });
  if (!record) return null;
  if (record.route !== route || record.bodyHash !== bodyHash) throw usedOtherwise();
  const saga =
    record.sagaId === null
      ? null
      : await tx.saga.findUnique({ where: { id: record.sagaId }, select: { id: true, state: true } });
  return saga === null || saga.state === 'UNDONE' ? null : saga.id;
}

/**
 * Takes the key for a new saga, or returns the saga of an earlier request with it. Concurrent requests with one key are
 * serialised here.
 */
export async function takeKeyForSaga(
  tx: Tx,
  requester: Requester,
  idempotentRequest: IdempotentRequest,
  sagaId: string,
): Promise<string | null> {
  const { tenantId, userId } = requester;
  const created = await tx.idempotencyRecord.createMany({
    data: [{ tenantId, userId, sagaId, ...idempotentRequest }],
    skipDuplicates: true,
  });
  if (created.count > 0) return null;
  await tx.$executeRaw`SELECT 1 FROM "IdempotencyRecord" WHERE "tenantId" = ${tenantId} AND key = ${idempotentRequest.key} FOR UPDATE`;
  const earlier = await findIntendedSaga(tx, tenantId, idempotentRequest);
  if (earlier === null)
    await tx.idempotencyRecord.updateMany({ where: { tenantId, key: idempotentRequest.key }, data: { sagaId } });
  return earlier;
}

function usedOtherwise(): AppError {
  return new AppError('conflict', {
    detail: say('request.keyUsedOtherwise'),
  });
}

/**
 * Takes the key for this request, or returns the operations of an earlier one. Of two requests with one key the second
 * waits for the first's transaction and then finds its record.
 */
export async function takeKey(
  tx: Tx,
  requester: Requester,
  idempotentRequest: IdempotentRequest,
): Promise<IntendedOperation[] | null> {
  const { key, route, bodyHash } = idempotentRequest;
  const { tenantId, userId } = requester;
  const created = await tx.idempotencyRecord.createMany({
    data: [{ tenantId, key, route, bodyHash, userId }],
    skipDuplicates: true,
  });
  if (created.count > 0) return null;
  const earlier = await findIntended(tx, tenantId, idempotentRequest);
  if (earlier) return earlier;
  throw new AppError('conflict', { detail: say('request.keyJustEnded') });
}

/**
 * Frees a key when the request certainly had no effect, so that it can be sent again. Its operations stay as proof that
 * nothing was started.
 */
export async function releaseKey(tenantId: string, key: string): Promise<void> {
  await db().$transaction([
    db().operation.updateMany({ where: { tenantId, idempotencyKey: key }, data: { idempotencyKey: null } }),
    db().idempotencyRecord.deleteMany({ where: { tenantId, key } }),
  ]);
}
