import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { assignBySettings, assignThroughPolicy } from '@/lib/storware/authorized/policies';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-machine';
import { mintAuthorizedPolicy } from '@/lib/storware/authorized-policy';
import { findMachineUnscoped, findPolicyUnscoped, policiesOfMachinesUnscoped } from '@/lib/storware/unscoped';
import { readFirst } from './demand-accepted';
import { SagaFailed } from './saga-failed';
import type { Move } from './saga-plan';

/**
 * Asks Storware which policies the machines really have: one that has another one than was agreed to is not moved. Answers the moves
 * as they are.
 */
export async function realMoves(
  machines: readonly string[],
  agreed: readonly Move[],
  ownGuid: string | null,
): Promise<Move[]> {
  if (machines.length === 0) return [];
  const policies = await readFirst(policiesOfMachinesUnscoped(machines)).catch((error: unknown) => {
    throw isAppError(error) ? new SagaFailed(error) : error;
  });
  const moves = [...policies].flatMap(([machine, from]): Move[] =>
    from === null || from === ownGuid ? [] : [{ machine, from }],
  );
  if (moves.every(({ machine, from }) => agreed.some((move) => move.machine === machine && move.from === from)))
    return moves;
  throw new SagaFailed(
    new AppError('conflict', {
      detail:
        'A machine that was chosen has got another policy meanwhile. Nothing was changed. Look at the machines again.',
    }),
  );
}

/** One assignment, but only of a machine that now has `from`; any other has been given its policy by somebody else since. */
export type Reassignment = { readonly machine: string; readonly from: string | null; readonly to: string | null };

/** Gives machines back what they had. Answers whether all have it, or have been given something else since. */
export async function reassign(assignments: readonly Reassignment[]): Promise<boolean> {
  let isDone = true;
  const byPolicy = new Map<string, { way: 'add' | 'remove'; some: Reassignment[] }>();
  // One after the other: where the assignment is kept in the policy's list, two at once would lose one (STORWARE_API.md 13.53).
  for (const one of assignments) {
    const outcome = await reassignOne(one);
    if (typeof outcome === 'boolean') isDone &&= outcome;
    else if (outcome.policy !== null) {
      const group = byPolicy.get(outcome.policy) ?? { way: one.to === null ? 'remove' : 'add', some: [] };
      group.some.push(one);
      byPolicy.set(outcome.policy, group);
    }
  }
  for (const [policy, { way, some }] of byPolicy) {
    const outcome = await orGone(
      assignThroughPolicy(
        some.map(({ machine }) => mintAuthorizedMachine(machine)),
        mintAuthorizedPolicy(policy),
        way,
      ),
    );
    if (outcome !== 'gone' && outcome.kind !== 'accepted' && !(outcome.kind === 'unknown' && (await areAll(some))))
      isDone = false;
  }
  return isDone;
}

async function reassignOne({ machine, from, to }: Reassignment): Promise<boolean | { policy: string | null }> {
  const outcome = await orGone(
    assignBySettings(mintAuthorizedMachine(machine), to === null ? null : mintAuthorizedPolicy(to), {}, from),
  );
  if (outcome === 'gone' || outcome.kind === 'accepted' || outcome.kind === 'changed') return true;
  if (outcome.kind === 'by_policy') return { policy: to ?? outcome.present };
  if (outcome.kind === 'unknown') return areAll([{ machine, from, to }]);
  // A policy that has gone meanwhile can't be given back.
  return outcome.kind === 'rejected' && to !== null && (await findPolicyUnscoped(to)) === null;
}

async function areAll(assignments: readonly Reassignment[]): Promise<boolean> {
  for (const { machine, to } of assignments)
    if (((await findMachineUnscoped(machine))?.policy?.guid ?? null) !== to) return false;
  return true;
}

/** What the backup system no longer has needs nothing back. */
async function orGone<T>(call: Promise<T>): Promise<T | 'gone'> {
  try {
    return await call;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return 'gone';
    throw error;
  }
}
