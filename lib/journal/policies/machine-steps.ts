import 'server-only';
import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { sanitizeStatusInfo } from '@/lib/core/failure';
import { log } from '@/lib/core/log';
import { stepFailed } from './saga-plan';
import type { Move } from './saga-plan';
import { mintAuthorizedMachine, mintAuthorizedPolicy } from '@/lib/storware/authorized-handles';
import { assignBySettings, assignThroughPolicy } from '@/lib/storware/authorized/policies';
import type { ChangeOutcome } from '@/lib/storware/model/result';
import { findMachineUnscoped, findPolicyUnscoped, policiesOfMachinesUnscoped } from '@/lib/storware/unscoped';

/**
 * Reads from Storware which policies the machines really have: one with another policy than was agreed to is not moved.
 * Returns the actual moves.
 */
export async function realMoves(
  machines: readonly string[],
  agreed: readonly Move[],
  ownGuid: string | null,
): Promise<Move[]> {
  if (machines.length === 0) return [];
  const policies = await readFirst(policiesOfMachinesUnscoped(machines)).catch((error: unknown) => {
    throw isAppError(error) ? stepFailed(error) : error;
  });
  const moves = [...policies].flatMap(([machine, from]): Move[] =>
    from === null || from === ownGuid ? [] : [{ machine, from }],
  );
  if (moves.every(({ machine, from }) => agreed.some((move) => move.machine === machine && move.from === from)))
    return moves;
  throw stepFailed(
    new AppError('conflict', {
      detail: say('policy.machinesMovedMeanwhile'),
    }),
  );
}

/** One assignment, but only if the machine still has `from`; any other has been assigned by somebody else since. */
type Reassignment = { readonly machine: string; readonly from: string | null; readonly to: string | null };

/**
 * Restores the former policies of machines. Returns whether all have theirs, or were assigned by somebody else since.
 */
export async function reassign(assignments: readonly Reassignment[]): Promise<boolean> {
  let isDone = true;
  const byPolicy = new Map<string, { way: 'add' | 'remove'; some: Reassignment[] }>();
  // One after the other: where the assignment is kept in the policy's list, two at once would lose one (STORWARE_API.md
  // 13.53).
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
  // A deleted policy can't be assigned again.
  return outcome.kind === 'rejected' && to !== null && (await findPolicyUnscoped(to)) === null;
}

async function areAll(assignments: readonly Reassignment[]): Promise<boolean> {
  for (const { machine, to } of assignments)
    if (((await findMachineUnscoped(machine))?.policy?.guid ?? null) !== to) return false;
  return true;
}

/** A machine that Storware no longer has needs no rollback. */
async function orGone<T>(call: Promise<T>): Promise<T | 'gone'> {
  try {
    return await call;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return 'gone';
    throw error;
  }
}

/**
 * The value of an accepted call; anything else throws SagaFailed with a text for the person. `lookAgain` is called when
 * there was no response: its result is the value, null leaves it open whether the call may still arrive.
 */
export async function requireAccepted<T>(
  outcome: ChangeOutcome<T> | { kind: 'half_done'; error: AppError },
  readAgain: () => Promise<T | null>,
): Promise<T> {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.value;
    case 'rejected':
      throw stepFailed(refused(outcome.message));
    case 'name_taken':
      throw stepFailed(
        new AppError('conflict', {
          detail: say('policy.sameNameUpstream'),
        }),
      );
    case 'changed':
      throw stepFailed(changedMeanwhile());
    case 'not_sent':
      throw stepFailed(unreachable(outcome.error));
    case 'unknown':
    case 'half_done': {
      const found = await readAgain().catch((error: unknown) => {
        log.warn({ module: 'journal', err: error }, 'could not look for what an unanswered call has done');
        return null;
      });
      if (found !== null) return found;
      throw stepFailed(unanswered(outcome.error), true);
    }
  }
}

/** A call about an object that Storware no longer has fails the saga. */
export async function orMissing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') throw stepFailed(changedMeanwhile());
    throw error;
  }
}

function changedMeanwhile(): AppError {
  return new AppError('conflict', {
    detail: say('policy.changedUpstream'),
  });
}

/** A read before anything is sent: when Storware can't be reached, nothing was changed, and the failure says so. */
export async function readFirst<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw isAppError(error) && (error.code === 'upstream_unavailable' || error.code === 'upstream_timeout')
      ? unreachable(error)
      : error;
  }
}

function unreachable(cause: unknown): AppError {
  return new AppError('upstream_unavailable', {
    detail: say('policy.unreachable'),
    retryAfterSeconds: 30,
    cause,
  });
}

function unanswered(cause: unknown): AppError {
  return new AppError('upstream_unavailable', {
    detail: say('policy.unanswered'),
    retryAfterSeconds: 30,
    cause,
  });
}

function refused(message: string): AppError {
  const text = sanitizeStatusInfo(message);
  return new AppError('upstream_rejected', {
    detail: text === '' ? say('policy.refused') : say('policy.refusedSaying', { text }),
    meta: { message },
  });
}
