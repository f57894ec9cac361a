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

/** How long a second request waits for the first one. */
const waitLimitMs = 20_000;
const pollMs = 150;

export type DoneSaga = { readonly policyGuid: string; readonly plan: SagaPlan; readonly progress: SagaProgress };

/** The idempotent request, if it has an Idempotency-Key; null without one. */
export function idempotentRequestOf(key: string | null, route: string, body: unknown): IdempotentRequest | null {
  return key === null ? null : { key, route, bodyHash: digestOf(body) };
}

/**
 * Does `work` once for an idempotent request: the same key and body return the result of `again` for the first request;
 * with another body 409. After a rollback it is tried again. Without a key each request is new. Throws
 * `upstream_unavailable` while the result of the first request is not known.
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
    // Of two concurrent requests, the conflict of the second may be the result of the first.
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
    // Past the point of no return it is saved: only deletions are left.
    if ((state === 'DONE' || state === 'FINISHING') && policyGuid !== null)
      return { policyGuid, ...StoredSaga.parse(stored) };
    if (state === 'UNDONE' || Date.now() > deadline)
      throw new AppError('upstream_unavailable', {
        detail: say('request.sameBefore'),
        retryAfterSeconds: 15,
      });
    await sleep(pollMs);
  }
}
