import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { lockedTransaction } from '@/lib/db/client';
import type { SagaState } from '@/lib/db/generated/client';
import { lockSpaces } from '@/lib/db/lock-spaces';

/**
 * Runs `work` in a transaction with an exclusive lock of the machine: the response to our own call and the task list
 * may report the same task at the same moment.
 */
export function withMachine<T>(machineGuid: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withMachines([machineGuid], work);
}

/** The same for several machines, always in the same order to avoid deadlocks. */
export function withMachines<T>(machineGuids: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const inOrder = [...new Set(machineGuids)].sort((a, b) => (a < b ? -1 : 1));
  return lockedTransaction(async (tx) => {
    for (const guid of inOrder) await lockMachine(tx, guid);
  }, work);
}

async function lockMachine(tx: Tx, machineGuid: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.machine}::int, hashtext(${machineGuid}))`;
}

/** States of a saga that has not ended. */
export const openSagaStates: readonly SagaState[] = ['RUNNING', 'UNDOING', 'FINISHING'];

/** Locks the writing of this policy until the transaction ends. Lock several in the order of their guids. */
export async function lockPolicy(tx: Tx, policyGuid: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.policy}::int, hashtext(${policyGuid}))`;
}

/** Locks the policy names of this tenant until the transaction ends. */
export async function lockPolicyNames(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.policyNames}::int, hashtext(${tenantId}))`;
}

/** The unfinished saga that writes this policy, if any: while there is one, nothing else may write it. */
export function openSagaOf(
  tx: Tx,
  policyGuid: string,
): Promise<{ id: string; kind: string; requestedByName: string | null } | null> {
  return tx.saga.findFirst({
    where: { policyGuid, state: { in: [...openSagaStates] } },
    select: { id: true, kind: true, requestedByName: true },
  });
}

/** Whether the policy is being changed, or has been since. */
export async function isBeingChanged(tx: Tx, policyGuid: string, since: Date): Promise<boolean> {
  return (
    (await tx.saga.count({
      where: { policyGuid, OR: [{ state: { in: [...openSagaStates] } }, { endedAt: { gte: since } }] },
    })) > 0
  );
}

/** Throws `conflict` while a saga of the policy is open. Call it with the policy's lock held. */
export async function requireNoWriteInProgress(tx: Tx, policyGuid: string): Promise<void> {
  const saga = await openSagaOf(tx, policyGuid);
  if (!saga) return;
  const who = saga.requestedByName ?? say('policy.somebody').ref;
  throw new AppError('conflict', {
    detail:
      saga.kind === 'REWRITE'
        ? say('policy.busyRewriting')
        : say(saga.kind === 'DELETE' ? 'policy.busyDeleting' : 'policy.busySaving', { who }),
  });
}

/** Those of the machines that a running restore is going to delete: no work may start on them. */
export async function overwrittenNow(tx: Tx, machineGuids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT o ->> 'guid' AS guid FROM "Operation" p CROSS JOIN LATERAL jsonb_array_elements(p.preflight -> 'overwrites') AS o
    WHERE p.kind = 'RESTORE' AND p.state IN ('REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING')
      AND o ->> 'guid' = ANY(${[...machineGuids]}::text[])`;
  return new Set(rows.map(({ guid }) => guid));
}
