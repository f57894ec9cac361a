import 'server-only';
import { randomUUID } from 'node:crypto';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma, SagaState } from '@/lib/db/generated/client';
import { openSagaStates } from '@/lib/journal/locks';

/** Longer than a heartbeat may be late. After it the sync worker takes the saga over. */
export const leaseMs = 30_000;
const heartbeatMs = 8_000;

export type SagaRow = Prisma.SagaGetPayload<object>;

/** The stored plan and progress of a saga. Sagas of older versions must stay readable. */
export type SagaFormat<Plan, Progress> = {
  readonly parse: (stored: Prisma.JsonValue) => { plan: Plan; progress: Progress };
  readonly serialize: (plan: Plan, progress: Progress) => Prisma.InputJsonObject;
};

/** A saga held by this process. */
export type Saga<Plan, Progress> = {
  readonly id: string;
  /** When this process took it, by the clock of the process. */
  readonly takenAt: Date;
  readonly row: SagaRow;
  readonly plan: Plan;
  readonly progress: Progress;
  /** As last stored by this process. */
  readonly state: SagaState;
  /** Changes the progress and stores it, before each call. Throws LeaseLost when the saga was taken over. */
  record(change?: (progress: Progress) => void): Promise<void>;
  /** Changes the saga's row inside a transaction; with `from` only if it is in that state. Throws LeaseLost as well. */
  put(tx: Tx, data: SagaChange, from?: SagaState): Promise<void>;
};

type SagaChange = Prisma.SagaUpdateManyMutationInput & { readonly state?: SagaState };

type NewSaga = Omit<Prisma.SagaUncheckedCreateInput, 'leaseUntil' | 'leaseToken' | 'plan'>;

/** Stores a new saga, before anything is sent. */
export async function insertSaga<Plan, Progress>(
  tx: Tx,
  format: SagaFormat<Plan, Progress>,
  { plan, progress, ...data }: NewSaga & { readonly plan: Plan; readonly progress: Progress },
): Promise<Saga<Plan, Progress>> {
  const lease = { leaseToken: randomUUID(), leaseUntil: new Date(Date.now() + leaseMs) };
  const row = await tx.saga.create({ data: { ...data, ...lease, plan: format.serialize(plan, progress) } });
  return sagaOf(format, row, new Date());
}

/** A saga of another process that this one has taken over. */
type TakenSaga = {
  readonly row: SagaRow;
  readonly takenAt: Date;
  /** When its process last worked on it. */
  readonly leftAt: Date;
};

/** Takes a saga whose lease is over; null when another process was faster, or it has ended. */
export async function takeSaga(
  { id, leaseUntil, leaseToken }: Pick<SagaRow, 'id' | 'leaseUntil' | 'leaseToken'>,
  now: Date,
): Promise<TakenSaga | null> {
  const taken = await db().saga.updateMany({
    where: { id, state: { in: [...openSagaStates] }, leaseUntil: { lt: now } },
    data: { leaseToken: randomUUID(), leaseUntil: new Date(now.getTime() + leaseMs) },
  });
  if (taken.count === 0) return null;
  const row = await db().saga.findUniqueOrThrow({ where: { id } });
  return { row, takenAt: now, leftAt: new Date(leaseUntil.getTime() - (leaseToken === null ? 0 : leaseMs)) };
}

/** The saga of a row whose lease this process has. */
export function sagaOf<Plan, Progress>(
  format: SagaFormat<Plan, Progress>,
  row: SagaRow,
  takenAt: Date,
): Saga<Plan, Progress> {
  const { plan, progress } = format.parse(row.plan);
  let { state } = row;
  const put: Saga<Plan, Progress>['put'] = async (tx, data, from) => {
    const { count } = await tx.saga.updateMany({
      where: { id: row.id, leaseToken: row.leaseToken, ...(from ? { state: from } : {}) },
      data,
    });
    if (count === 0) throw new LeaseLost();
    state = data.state ?? state;
  };
  return {
    id: row.id,
    takenAt,
    row,
    plan,
    progress,
    get state() {
      return state;
    },
    put,
    record: async (change) => {
      change?.(progress);
      const leaseUntil = new Date(Date.now() + leaseMs);
      await put(db(), change ? { leaseUntil, plan: format.serialize(plan, progress) } : { leaseUntil });
    },
  };
}

type Held = Pick<Saga<unknown, unknown>, 'id' | 'put'> & { record(): Promise<void> };

/** Renews the lease while `work` runs: a single call may take longer than it. */
export async function withHeartbeat<T>(run: Held, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    run.record().catch((error: unknown) => {
      if (!(error instanceof LeaseLost))
        log.warn({ module: 'journal', saga: run.id, err: error }, 'the lease of a saga could not be renewed');
    });
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Postpones a saga: the sync worker continues it at `at`. */
export async function leaveToWorker(run: Held, at: Date, state: SagaState): Promise<void> {
  await run.put(db(), { state, leaseToken: null, leaseUntil: at, attempts: { increment: 1 } });
}

/** A step failed, and everything before it is to be rolled back. `isUncertain`: its call may still arrive. */
export class SagaFailed extends Error {
  constructor(
    readonly reason: Error,
    /** The format of the saga's row. */
    readonly failure: Prisma.InputJsonObject,
    readonly isUncertain = false,
  ) {
    super(reason.message, { cause: reason });
    this.name = 'SagaFailed';
  }
}

/** Another process has taken the saga over: this one stops without changing anything. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease of a saga was lost');
    this.name = 'LeaseLost';
  }
}
