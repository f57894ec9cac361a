import { AppError, isAppError } from '@/lib/core/app-error';
import type { WriteOutcome } from './model/write-outcome';
import { appErrorOfFailure } from './upstream-error';

export type Looked<T> = { found: T } | { failed: Extract<WriteOutcome<never>, { kind: 'not_sent' }> };

/** The look that precedes a write. When it fails nothing has been sent; only `not_found` is thrown on. `template` is for the log. */
export async function lookFirst<T>(template: string, look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { found: await look() };
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') throw error;
    return {
      failed: {
        kind: 'not_sent',
        error: isAppError(error) ? error : appErrorOfFailure(error, { method: 'GET', template }),
      },
    };
  }
}

/** What is missing, and what is someone else's: the same answer. `reason` is for the log. */
export function notFound(reason: string): AppError {
  return new AppError('not_found', { meta: { reason } });
}
