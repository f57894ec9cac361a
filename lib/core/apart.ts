import 'server-only';
import { isAppError } from './app-error';
import { log } from './log';

export type ApartOptions<T> = {
  /** For the log. */
  readonly module: string;
  /** What failed, as a sentence without its end. */
  readonly message: string;
  readonly keyOf: (item: T) => string;
  /** No further item starts after this; the rest wait for the next round. */
  readonly budgetMs?: number;
};

export type ApartResult = {
  readonly done: number;
  readonly faults: readonly unknown[];
};

export type Apart<T> = (
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
) => Promise<ApartResult>;

const maxRemembered = 1_000;

/**
 * Returns a function that processes the items of a round so that a failing item does not stop the others. A failure is
 * logged when it begins and when it ends, not in every round. Throws only the signal's reason.
 */
export function apart<T>({ module, message, keyOf, budgetMs = Infinity }: ApartOptions<T>): Apart<T> {
  const failing = new Set<string>();
  return async (items, work, signal) => {
    const begunAt = Date.now();
    const faults: unknown[] = [];
    let done = 0;
    for (const item of items) {
      signal?.throwIfAborted();
      if (Date.now() - begunAt >= budgetMs) break;
      const key = keyOf(item);
      try {
        await work(item);
        done += 1;
        if (failing.delete(key)) log.info({ module, key }, `${message}: it works again`);
      } catch (error) {
        signal?.throwIfAborted();
        faults.push(error);
        if (!failing.has(key)) note(key, error);
      }
    }
    return { done, faults };
  };

  function note(key: string, error: unknown): void {
    const [oldest] = failing;
    if (failing.size >= maxRemembered && oldest !== undefined) failing.delete(oldest);
    failing.add(key);
    if (isAppError(error)) log.warn({ module, key, code: error.code, meta: error.meta }, message);
    else log.error({ module, key, err: error }, message);
  }
}

/** Runs the parts of a round one after the other, independently; `finish` throws the most informative error. */
export function attempts(signal: AbortSignal): {
  attempt: (work: () => Promise<unknown>) => Promise<void>;
  failed: () => boolean;
  finish: () => void;
} {
  const faults: unknown[] = [];
  return {
    attempt: async (work) => {
      await work().catch((error: unknown) => {
        if (signal.aborted) throw error;
        faults.push(error);
      });
    },
    failed: () => faults.length > 0,
    finish: () => {
      if (faults.length > 0) throw faults.find((fault) => !isAppError(fault)) ?? faults[0];
    },
  };
}
