import 'server-only';
import { randomUUID } from 'node:crypto';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma, SagaState } from '@/lib/db/generated/client';
import type { SagaPlan, SagaProgress } from './saga-plan';
import { StoredSaga } from './saga-plan';
import { LeaseLost } from './saga-failed';

/** Longer than a heartbeat may be late. After it the sync worker takes the saga over. */
export const leaseMs = 30_000;
const heartbeatMs = 8_000;

type SagaRow = Prisma.SagaGetPayload<object>;

/** A saga in the hands of this process. */
export type SagaRun = {
  readonly id: string;
  readonly token: string;
  /** When it came into these hands, by the clock of whoever took it. */
  readonly claimedAt: Date;
  readonly row: SagaRow;
  readonly plan: SagaPlan;
  readonly progress: SagaProgress;
  /** Changes what is known of the progress and stores it. Throws LeaseLost when the saga is no longer ours: before each call. */
  record(change?: (progress: SagaProgress) => void): Promise<void>;
  /** Changes the saga itself inside a transaction; with `from` only if it is in that state. Throws LeaseLost as well. */
  put(tx: Tx, data: Prisma.SagaUpdateManyMutationInput, from?: SagaState): Promise<void>;
};

/** Takes a saga whose lease is over; null when another process was quicker, or it has ended. */
export async function claimSaga(id: string, now = new Date()): Promise<SagaRun | null> {
  const token = randomUUID();
  const claimed = await db().saga.updateMany({
    where: { id, state: { in: ['RUNNING', 'UNDOING', 'FINISHING'] }, leaseUntil: { lt: now } },
    data: { leaseToken: token, leaseUntil: new Date(now.getTime() + leaseMs) },
  });
  if (claimed.count === 0) return null;
  return sagaRun(await db().saga.findUniqueOrThrow({ where: { id } }), token, now);
}

export function sagaRun(row: SagaRow, token: string, claimedAt = new Date()): SagaRun {
  const { plan, progress } = StoredSaga.parse(row.plan);
  const put: SagaRun['put'] = async (tx, data, from) => {
    const { count } = await tx.saga.updateMany({
      where: { id: row.id, leaseToken: token, ...(from ? { state: from } : {}) },
      data,
    });
    if (count === 0) throw new LeaseLost();
  };
  return {
    id: row.id,
    token,
    claimedAt,
    row,
    plan,
    progress,
    put,
    record: async (change) => {
      change?.(progress);
      const leaseUntil = new Date(Date.now() + leaseMs);
      await put(db(), change ? { leaseUntil, plan: { plan, progress } } : { leaseUntil });
    },
  };
}

/** Keeps the lease while `work` runs: a single call may take longer than it. */
export async function withHeartbeat<T>(run: SagaRun, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    run.record().catch((error: unknown) => {
      if (!(error instanceof LeaseLost))
        log.warn({ room: 'journal', saga: run.id, err: error }, 'the lease of a saga could not be renewed');
    });
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Puts a saga down for the sync worker to go on with at `at`. */
export async function leaveToWorker(run: SagaRun, at: Date, state: SagaState): Promise<void> {
  await run.put(db(), {
    state,
    leaseToken: null,
    leaseUntil: at,
    attempts: { increment: 1 },
    plan: { plan: run.plan, progress: run.progress },
  });
}
