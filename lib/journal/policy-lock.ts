import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { SagaState } from '@/lib/db/generated/client';
import { lockSpaces } from '@/lib/db/lock-spaces';

/** States of a saga that has not ended. */
export const openSagaStates: readonly SagaState[] = ['RUNNING', 'UNDOING', 'FINISHING'];

/** Nobody else begins to write this policy until the transaction ends. Take several in the order of their guids. */
export async function lockPolicy(tx: Tx, policyGuid: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.policy}::int, hashtext(${policyGuid}))`;
}

/** Nobody else takes a name for a policy of this tenant until the transaction ends. */
export async function lockPolicyNames(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.policyNames}::int, hashtext(${tenantId}))`;
}

/** The saga that writes this policy and has not ended, if any: while there is one, nothing else may write it. */
export function openSagaOf(
  tx: Tx,
  policyGuid: string,
): Promise<{ id: string; kind: string; requestedByName: string | null } | null> {
  return tx.saga.findFirst({
    where: { policyGuid, state: { in: [...openSagaStates] } },
    select: { id: true, kind: true, requestedByName: true },
  });
}

/** Runs `work` in a transaction in which no saga of the policy is open or begins. Throws `conflict` while one is. */
export function withQuietPolicy<T>(policyGuid: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return lockedTransaction(
    (tx) => lockPolicy(tx, policyGuid),
    async (tx) => {
      await demandQuiet(tx, policyGuid);
      return work(tx);
    },
  );
}

/** Throws `conflict` while a saga of the policy is open. Call it with the policy's lock held. */
export async function demandQuiet(tx: Tx, policyGuid: string): Promise<void> {
  const saga = await openSagaOf(tx, policyGuid);
  if (!saga) return;
  const what =
    saga.kind === 'REWRITE'
      ? 'The portal is adjusting a schedule of'
      : `${saga.requestedByName ?? 'Somebody'} is ${saga.kind === 'DELETE' ? 'deleting' : 'saving'}`;
  throw new AppError('conflict', { detail: `${what} this policy right now. Wait a moment, then look at it again.` });
}
