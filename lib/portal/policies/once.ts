import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { digestOf, findIntendedSaga } from '@/lib/journal/operations/idempotency';
import type { IdempotentRequest } from '@/lib/journal/operations/idempotency';
import { AlreadyBegun } from '@/lib/journal/policies/begin-saga';
import { StoredSaga } from '@/lib/journal/policies/saga-plan';
import type { SagaPlan, SagaProgress } from '@/lib/journal/policies/saga-plan';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** So long a second request waits for what the first one is at. */
const waitLimitMs = 20_000;
const lookAgainMs = 150;

export type DoneSaga = { readonly policyGuid: string; readonly plan: SagaPlan; readonly progress: SagaProgress };

/** The intended action of a request that may carry an Idempotency-Key; null without one. */
export function idempotentRequestOf(key: string | null, route: string, body: unknown): IdempotentRequest | null {
  return key === null ? null : { key, route, bodyHash: digestOf(body) };
}

/**
 * Does `work` once for an intended action: the same key and body again answer what `again` makes of what the first request did, and nothing is
 * made twice; with another body 409. What was taken back is tried anew. Without an intended action each request is new. Throws what the first one
 * came to where that is not known yet: `upstream_unavailable`.
 */
export async function once<T>(
  scope: TenantScope,
  idempotentRequest: IdempotentRequest | null,
  work: () => Promise<T>,
  again: (done: DoneSaga) => Promise<T>,
): Promise<T> {
  if (idempotentRequest === null) return work();
  const earlier = await findIntendedSaga(db(), scope.tenant.id, idempotentRequest);
  if (earlier !== null) return again(await ended(earlier));
  try {
    return await work();
  } catch (error) {
    if (error instanceof AlreadyBegun) return again(await ended(error.sagaId));
    // Two requests at once: what the second one ran into is what the first one has just made.
    const first = await findIntendedSaga(db(), scope.tenant.id, idempotentRequest);
    if (first === null || !(await isOfAnother(first, scope.requestId))) throw error;
    return again(await ended(first));
  }
}

async function isOfAnother(sagaId: string, requestId: string): Promise<boolean> {
  return (await db().saga.findUnique({ where: { id: sagaId }, select: { requestId: true } }))?.requestId !== requestId;
}

async function ended(id: string): Promise<DoneSaga> {
  for (const deadline = Date.now() + waitLimitMs; ;) {
    const {
      state,
      plan: stored,
      policyGuid,
    } = await db().saga.findUniqueOrThrow({ where: { id }, select: { state: true, plan: true, policyGuid: true } });
    // Past the point of no return it is saved: what is left is to delete what it no longer needs.
    if ((state === 'DONE' || state === 'FINISHING') && policyGuid !== null)
      return { policyGuid, ...StoredSaga.parse(stored) };
    if (state === 'UNDONE' || Date.now() > deadline)
      throw new AppError('upstream_unavailable', {
        detail: say('request.sameBefore'),
        retryAfterSeconds: 15,
      });
    await sleep(lookAgainMs);
  }
}
