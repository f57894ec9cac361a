import 'server-only';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import { record } from '@/lib/db/audit';
import { auditTally } from '@/lib/db/audit-tally';
import { db } from '@/lib/db/client';
import type { Db, Tx } from '@/lib/db/client';
import { addressBlock } from './address-block';
import { verifyPassword } from './password';
import { inTrailsOf } from './person-trails';
import { attemptWaitMs, forgetFailures, inTurn, recordFailure, throttleKeys } from './sign-in-throttle';

export type Caller = { readonly address: string; readonly requestId: string; readonly now?: Date };

/**
 * Checks the password of somebody who is signed in. Wrong ones count and slow down as those of a sign-in do. Throws
 * `validation_failed` that names the field `path`, or `rate_limited`.
 */
export async function requirePassword(actor: Actor, password: string, path: string, caller: Caller): Promise<void> {
  const keys = throttleKeys(actor.email, caller.address);
  const checked = await inTurn(keys.pair, () => check(actor, password, caller));
  if (checked === 'right') return;
  if (checked === 'wrong')
    throw new AppError('validation_failed', { errors: [fieldFault(path, 'field.passwordWrong')] });
  throw new AppError('rate_limited', {
    detail: say('account.tooManyPasswords'),
    retryAfterSeconds: (checked ?? 1_000) / 1000,
  });
}

/** Notes in the session that its person has proved again who they are. Throws as `requirePassword` does. */
export async function prove(actor: Actor, password: string, caller: Caller): Promise<void> {
  await requirePassword(actor, password, 'password', caller);
  const { requestId, now = new Date() } = caller;
  const { userId: id, name, sessionId } = actor;
  await db().$transaction(async (tx) => {
    await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { provedAt: now } });
    const entry = {
      actor: { id, name },
      action: 'session.prove' as const,
      object: { kind: 'user', id, name },
      outcome: 'SUCCEEDED' as const,
      requestId,
    };
    await record(tx, await inTrailsOf(tx, id, entry), now);
  });
}

async function check(actor: Actor, password: string, caller: Caller): Promise<'right' | 'wrong' | number> {
  const now = caller.now ?? new Date();
  const keys = throttleKeys(actor.email, caller.address);
  const waitMs = await attemptWaitMs(db(), keys, actor.userId, caller.address, now);
  if (waitMs > 0) {
    await countFailure(db(), actor, caller, 'REFUSED', now);
    return waitMs;
  }
  const { passwordHash } = await db().user.findUniqueOrThrow({
    where: { id: actor.userId },
    select: { passwordHash: true },
  });
  if (await verifyPassword(passwordHash, password)) {
    await db().$transaction((tx) => forgetFailures(tx, keys));
    return 'right';
  }
  await db().$transaction(async (tx) => {
    await recordFailure(tx, keys, now);
    await countFailure(tx, actor, caller, 'FAILED', now);
  });
  return 'wrong';
}

async function countFailure(
  tx: Tx | Db,
  { userId, name }: Actor,
  { address, requestId }: Caller,
  outcome: 'FAILED' | 'REFUSED',
  now: Date,
): Promise<void> {
  const entry = {
    actor: { id: userId, name },
    action: 'session.prove' as const,
    object: { kind: 'user', id: userId, name },
    outcome,
    address,
    requestId,
  };
  await auditTally(tx, await inTrailsOf(tx, userId, entry), `${addressBlock(address)} ${userId}`, now);
}
