import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { curateStatusInfo } from '@/lib/core/curate';
import { log } from '@/lib/core/log';
import type { ChangeOutcome } from '@/lib/storware/model/write-outcome';
import { SagaFailed } from './saga-failed';

/**
 * The value of an accepted call; anything else throws SagaFailed with what the person may read of it. `lookAgain` is asked when no
 * answer came: what it finds is the value, null leaves it open whether the call may still arrive.
 */
export async function demandAccepted<T>(
  outcome: ChangeOutcome<T> | { kind: 'half_done'; error: AppError },
  lookAgain: () => Promise<T | null>,
): Promise<T> {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.value;
    case 'rejected':
      throw new SagaFailed(refused(outcome.message));
    case 'name_taken':
      throw new SagaFailed(
        new AppError('conflict', {
          detail: 'The backup system has something of the same name already. Nothing was changed. Save again.',
        }),
      );
    case 'changed':
      throw new SagaFailed(changedMeanwhile());
    case 'not_sent':
      throw new SagaFailed(unreachable(outcome.error));
    case 'unknown':
    case 'half_done': {
      const found = await lookAgain().catch((error: unknown) => {
        log.warn({ room: 'journal', err: error }, 'could not look for what an unanswered call has done');
        return null;
      });
      if (found !== null) return found;
      throw new SagaFailed(unanswered(outcome.error), true);
    }
  }
}

/** A call about what the backup system no longer has fails the saga. */
export async function orMissing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') throw new SagaFailed(changedMeanwhile());
    throw error;
  }
}

export function changedMeanwhile(): AppError {
  return new AppError('conflict', {
    detail: 'It was changed or deleted in the backup system meanwhile. Nothing was changed. Look at it again.',
  });
}

/** A read before anything is sent: when Storware can't be asked, nothing was changed, and that is said. */
export async function readFirst<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw isAppError(error) && (error.code === 'upstream_unavailable' || error.code === 'upstream_timeout')
      ? unreachable(error)
      : error;
  }
}

export function unreachable(cause: unknown): AppError {
  return new AppError('upstream_unavailable', {
    detail: 'The backup system can’t be reached. Nothing was changed.',
    retryAfterSeconds: 30,
    cause,
  });
}

function unanswered(cause: unknown): AppError {
  return new AppError('upstream_unavailable', {
    detail: 'The backup system did not answer. What had begun is taken back: nothing changes. Try again in a moment.',
    retryAfterSeconds: 30,
    cause,
  });
}

function refused(message: string): AppError {
  const text = curateStatusInfo(message);
  return new AppError('upstream_rejected', {
    detail: `The backup system refused this. Nothing was changed.${text === '' ? '' : ` It said: ${text}`}`,
    meta: { message },
  });
}
