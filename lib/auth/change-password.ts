import 'server-only';
import type { ChangePasswordBody } from '@/lib/contracts/account';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { record } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { hashPassword } from './password';
import { passwordFaults } from './password-rules';
import { inTrailsOf } from './person-trails';
import { requirePassword } from './prove-password';
import type { Caller } from './prove-password';

/**
 * Gives a person who knows their password another one. Every other session of theirs ends, and a link for a new
 * password opens nothing any more. Throws as `requirePassword` does, and `validation_failed` for a password that does
 * not fit.
 */
export async function changePassword(
  actor: Actor,
  { current, password }: ChangePasswordBody,
  caller: Caller,
): Promise<{ ended: number }> {
  const { requestId, now = new Date() } = caller;
  const faults = passwordFaults('password', password);
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  await requirePassword(actor, current, 'current', caller);
  const passwordHash = await hashPassword(password);
  const { userId: id, name } = actor;
  return db().$transaction(async (tx) => {
    await tx.user.update({ where: { id }, data: { passwordHash } });
    await tx.passwordReset.deleteMany({ where: { userId: id } });
    await tx.session.updateMany({ where: { id: actor.sessionId }, data: { provedAt: now } });
    const ended = await endSessions(tx, id, now, actor.sessionId);
    const entry = {
      actor: { id, name },
      action: 'account.password' as const,
      object: { kind: 'user', id, name },
      outcome: 'SUCCEEDED' as const,
      detail: { endedSessions: ended },
      requestId,
    };
    await record(tx, await inTrailsOf(tx, id, entry), now);
    return { ended };
  });
}

/** Ends the sessions of a person, but for one that may go on. Returns how many. */
export async function endSessions(tx: Tx, userId: string, now: Date, except?: string): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { userId, endedAt: null, ...(except === undefined ? {} : { id: { not: except } }) },
    data: { endedAt: now },
  });
  return count;
}
