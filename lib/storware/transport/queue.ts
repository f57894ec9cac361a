import { currentClaimant } from '@/lib/core/call-context';
import { createFairPool, PoolRefusal } from '@/lib/core/fair-pool';
import type { QueueClass } from '@/lib/core/fair-pool';
import { LinkFailure } from './link-failure';

export type { QueueClass } from '@/lib/core/fair-pool';

type Semaphore = {
  /** Resolves with the release function. Rejects with a LinkFailure (`queue`, `share`, `aborted`), never sent. */
  acquire: (
    queueClass: QueueClass,
    options: { timeoutMs: number; signal?: AbortSignal | undefined },
  ) => Promise<() => void>;
  waiting: () => number;
};

/** Limits the number of concurrent requests, with a fair share for each tenant and person of the present call. */
export function createSemaphore(permits: number): Semaphore {
  const pool = createFairPool({ size: permits });
  return {
    waiting: pool.waiting,
    acquire: (queueClass, { timeoutMs, signal }) =>
      pool.acquire(currentClaimant(), { queueClass, timeoutMs, signal }).catch((error: unknown) => {
        throw error instanceof PoolRefusal ? failureOf(error, signal) : error;
      }),
  };
}

function failureOf({ reason }: PoolRefusal, signal: AbortSignal | undefined): LinkFailure {
  if (reason === 'aborted') return new LinkFailure('aborted', false, { cause: signal?.reason });
  return new LinkFailure(reason === 'share' ? 'share' : 'queue', false, { retryAfterMs: 2_000 });
}

/** `promise`, unless the deadline or the caller's signal comes first; the work continues for other callers. */
export function within<T>(promise: Promise<T>, deadlineMs: number, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      stop();
      reject(new LinkFailure('aborted', false, { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      stop();
      reject(new LinkFailure('timeout', false));
    }, deadlineMs);
    promise.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error: unknown) => {
        stop();
        reject(error instanceof Error ? error : new Error('rejected without an error', { cause: error }));
      },
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
