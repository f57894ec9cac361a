import 'server-only';
import { inTurns } from '@/lib/core/fair-pool';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { openSagaStates } from '@/lib/journal/locks';
import { resumeSaga } from './resume-saga';
import { claimSaga, LeaseLost, leaseMs } from './saga';
import type { SagaPlan } from './saga';

const atOnce = 20;
/** So many are looked at to find whose turn it is. */
const lookedAt = 1_000;
/** Rewrites of schedules are taken over by their own rounds. */
const kinds: SagaPlan['kind'][] = ['CREATE', 'CHANGE', 'DELETE', 'ASSIGN'];

/** Goes on with the sagas whose lease is over: their process has ended, or put them down for later. Answers when the next one is due, null for never. */
export async function takeOverSagas(signal?: AbortSignal, now: () => Date = () => new Date()): Promise<Date | null> {
  const open = { kind: { in: kinds }, state: { in: [...openSagaStates] } };
  const due = await db().saga.findMany({
    where: { ...open, leaseUntil: { lt: now() } },
    orderBy: { leaseUntil: 'asc' },
    take: lookedAt,
    select: { id: true, tenantId: true, kind: true, leaseUntil: true, leaseToken: true },
  });
  // Done one after the other: many assignments of one tenant are not in the way of what another has asked for.
  for (const { id, kind, leaseUntil, leaseToken } of inTurns(due).slice(0, atOnce)) {
    if (signal?.aborted) break;
    const run = await claimSaga(id, now());
    if (!run) continue;
    log.info({ module: 'journal', saga: id, kind, state: run.row.state }, 'going on with a saga');
    await resumeSaga(run, new Date(leaseUntil.getTime() - (leaseToken === null ? 0 : leaseMs))).catch(
      (error: unknown) => {
        if (!(error instanceof LeaseLost))
          log.error({ module: 'journal', saga: id, err: error }, 'a saga could not be gone on with');
      },
    );
  }
  const next = await db().saga.findFirst({ where: open, orderBy: { leaseUntil: 'asc' }, select: { leaseUntil: true } });
  return next?.leaseUntil ?? null;
}
