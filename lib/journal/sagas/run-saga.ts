import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { inTurns } from '@/lib/core/fair-pool';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { openSagaStates } from '@/lib/journal/locks';
import { LeaseLost, leaveToWorker, SagaFailed, takeSaga, withHeartbeat } from './saga';
import type { Saga } from './saga';

/** How long after a call without a response it may still arrive; its effect is checked once more then. */
export const lateArrivalMs = 12_000;

/** What a saga does, as data: the steps of one kind of plan. */
export type SagaSteps<Run> = {
  /** In this order; each records its progress before each call. A resumed saga applies all of them again. */
  readonly apply: readonly ((run: Run) => Promise<void>)[];
  /** In reverse order; each reads the present state, and returns whether nothing is left of it. */
  readonly rollback: (run: Run) => readonly (() => Promise<boolean>)[];
  /**
   * After the point of no return (state FINISHING) nothing fails any more, it only takes longer. Returns whether all is
   * done.
   */
  readonly finish?: (run: Run) => Promise<boolean>;
  /**
   * Called before a rollback: whether an unconfirmed step has succeeded after all, so that the saga is finished
   * instead.
   */
  readonly hasHappened?: (run: Run) => Promise<boolean>;
  /** One transaction that ends a saga of which nothing is left. */
  readonly endRolledBack: (run: Run) => Promise<void>;
  /** How to continue a saga whose process ended while it was RUNNING. */
  readonly onTakeOver: 'apply' | { readonly rollBack: { readonly failure: SagaFailed['failure'] } };
  /** Why an error of a step means a rollback; null postpones the saga, to be applied again. */
  readonly failureOf: (error: unknown) => SagaFailed | null;
  /** When to retry after a failure. */
  readonly retryAt: (run: Run) => Date;
};

/** A saga that records since when one of its calls is without a response. */
type Progress = { uncertainAt: string | null };

/**
 * Applies the steps, and finishes what is left after the point of no return. Throws SagaFailed when everything has been
 * rolled back, or will be by the sync worker, LeaseLost when another process has taken over, and the error that
 * postponed the saga.
 */
export async function applySaga<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
): Promise<void> {
  try {
    for (const step of steps.apply) await step(run);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    const failed = error instanceof SagaFailed ? error : steps.failureOf(error);
    if (failed === null) {
      await leaveToWorker(run, steps.retryAt(run), 'RUNNING');
      throw error;
    }
    if (failed !== error) log.error({ module: 'journal', saga: run.id, err: error }, 'a step of a saga went wrong');
    await rollBackFailed(run, steps, failed);
    throw failed;
  }
  if (run.state === 'FINISHING') await finishSaga(run, steps);
}

async function rollBackFailed<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
  { failure, isUncertain }: SagaFailed,
): Promise<void> {
  try {
    // A committed saga is not rolled back, whatever fails after it.
    await run.put(db(), { state: 'UNDOING', failure }, 'RUNNING');
    if (isUncertain) await run.record((progress) => void (progress.uncertainAt = new Date().toISOString()));
    await rollBackSaga(run, steps);
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    log.error(
      { module: 'journal', saga: run.id, err: error },
      'a saga could not be rolled back at once; the sync worker will do it',
    );
  }
}

/**
 * Rolls everything back, and once more when a call may still arrive. May be repeated. Throws when the saga was taken
 * over, or the database is unavailable.
 */
async function rollBackSaga<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
): Promise<void> {
  let left: 'something' | 'nothing' | 'to finish' = 'something';
  try {
    if (await steps.hasHappened?.(run)) left = 'to finish';
    else if (await isRolledBack(run, steps)) left = 'nothing';
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    warn(run, error, 'a saga could not be rolled back yet');
  }
  if (left === 'to finish') {
    await run.put(db(), { state: 'FINISHING', attempts: 0 });
    return finishSaga(run, steps);
  }
  const { uncertainAt } = run.progress;
  const certainAt = uncertainAt === null ? 0 : Date.parse(uncertainAt) + lateArrivalMs;
  if (left === 'something') await leaveToWorker(run, steps.retryAt(run), 'UNDOING');
  else if (certainAt > Math.max(Date.now(), run.takenAt.getTime()))
    await leaveToWorker(run, new Date(certainAt), 'UNDOING');
  else await steps.endRolledBack(run);
}

async function isRolledBack<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
): Promise<boolean> {
  for (const step of steps.rollback(run)) {
    await run.record();
    // A schedule in use by a policy can't be deleted: later steps need the earlier ones.
    if (!(await step())) return false;
  }
  return true;
}

async function finishSaga<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
): Promise<void> {
  try {
    if (!steps.finish || (await steps.finish(run))) return;
  } catch (error) {
    if (error instanceof LeaseLost) return;
    warn(run, error, 'a saga could not be finished yet');
  }
  await leaveToWorker(run, steps.retryAt(run), 'FINISHING');
}

function warn({ id }: { id: string }, error: unknown, message: string): void {
  log.warn({ module: 'journal', saga: id, ...(isAppError(error) ? { code: error.code } : { err: error }) }, message);
}

/** Continues a saga that another process left at `leftAt`. Throws as `applySaga`. */
export function resumeSaga<Plan, P extends Progress>(
  run: Saga<Plan, P>,
  steps: SagaSteps<Saga<Plan, P>>,
  leftAt: Date,
): Promise<void> {
  return withHeartbeat(run, async () => {
    if (run.state === 'FINISHING') return finishSaga(run, steps);
    if (run.state === 'UNDOING') return rollBackSaga(run, steps);
    if (steps.onTakeOver === 'apply') return applySaga(run, steps);
    // The process ended during a call, at the latest when it last renewed its lease.
    await run.record((progress) => void (progress.uncertainAt ??= leftAt.toISOString()));
    await run.put(db(), { state: 'UNDOING', failure: steps.onTakeOver.rollBack.failure });
    await rollBackSaga(run, steps);
  });
}

/** The number of rows that are read to find the next one. */
const readAtOnce = 1_000;

/**
 * Takes over the sagas of these kinds whose lease is over: their process has ended, or postponed them. One after the
 * other: many of one tenant do not delay the requests of another.
 */
export async function* takeOver(
  kinds: readonly string[],
  { now, limit, signal }: { now: () => Date; limit: number; signal: AbortSignal | undefined },
): AsyncGenerator<NonNullable<Awaited<ReturnType<typeof takeSaga>>>> {
  const due = await db().saga.findMany({
    where: { kind: { in: [...kinds] }, state: { in: [...openSagaStates] }, leaseUntil: { lt: now() } },
    orderBy: { leaseUntil: 'asc' },
    take: readAtOnce,
    select: { id: true, tenantId: true, leaseUntil: true, leaseToken: true },
  });
  for (const saga of inTurns(due).slice(0, limit)) {
    if (signal?.aborted) return;
    const taken = await takeSaga(saga, now());
    if (taken) yield taken;
  }
}
