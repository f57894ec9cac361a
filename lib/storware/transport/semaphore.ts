import { LinkFailure } from './link-failure';

export type Lane = 'read' | 'write';

type Waiter = { grant: () => void };

export type Semaphore = {
  /** Resolves with the function that gives the permit back. Rejects with a LinkFailure (`queue`, `aborted`), never sent. */
  acquire: (lane: Lane, options: { timeoutMs: number; signal?: AbortSignal | undefined }) => Promise<() => void>;
  waiting: () => number;
};

/**
 * Bounds how many requests run at once. First come, first served within a lane; the lanes take turns, so
 * that a long synchronisation can't starve someone's backup, nor the other way round.
 */
export function createSemaphore(permits: number): Semaphore {
  const queues: Record<Lane, Waiter[]> = { read: [], write: [] };
  let free = permits;
  let next: Lane = 'write';

  const release = (): void => {
    const other: Lane = next === 'read' ? 'write' : 'read';
    const lane = queues[next].length > 0 ? next : other;
    const waiter = queues[lane].shift();
    if (!waiter) {
      free += 1;
      return;
    }
    next = lane === 'read' ? 'write' : 'read';
    waiter.grant();
  };
  const once = (action: () => void): (() => void) => {
    let done = false;
    return () => {
      if (done) return;
      done = true;
      action();
    };
  };

  return {
    waiting: () => queues.read.length + queues.write.length,
    acquire: (lane, { timeoutMs, signal }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new LinkFailure('aborted', false, { cause: signal.reason }));
          return;
        }
        if (free > 0) {
          free -= 1;
          resolve(once(release));
          return;
        }
        const leave = (failure: LinkFailure): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          queues[lane] = queues[lane].filter((queued) => queued !== waiter);
          reject(failure);
        };
        const onAbort = (): void => {
          leave(new LinkFailure('aborted', false, { cause: signal?.reason }));
        };
        const timer = setTimeout(() => {
          leave(new LinkFailure('queue', false, { retryAfterMs: 2_000 }));
        }, timeoutMs);
        const waiter: Waiter = {
          grant: () => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
            resolve(once(release));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        queues[lane].push(waiter);
      }),
  };
}
