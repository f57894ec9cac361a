import { LinkFailure } from './link-failure';

/** `promise`, unless the deadline or the caller's signal comes first; the work behind it goes on for others who wait. */
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
