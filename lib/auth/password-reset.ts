import 'server-only';
import type { ResetPasswordBody } from '@/lib/contracts/account';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { hashOfSecret, linkTo, makeSecret } from '@/lib/core/one-time-link';
import { say } from '@/lib/core/say';
import { audit, record } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { endSessions } from './change-password';
import { openedByLink } from './link-throttle';
import { hashPassword } from './password';
import { passwordFaults } from './password-rules';
import { inTrailsOf } from './person-trails';
import type { Caller } from './prove-password';
import { forgetAccount } from './sign-in-throttle';

const resetLivesMs = 24 * 60 * 60_000;

type Administrator = {
  readonly actor: Actor;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly requestId: string;
};

/**
 * Whether somebody may give another person a way to a new password, which is a way into everything that the person may
 * do: only an administrator of every tenant of theirs, and never of a provider. Nobody does so for themselves.
 */
async function mayReset(tx: Tx, administratorId: string, userId: string): Promise<boolean> {
  if (administratorId === userId) return false;
  const [row] = await tx.$queryRaw<{ may: boolean }[]>`
    SELECT u."providerRole" IS NULL AND EXISTS (SELECT 1 FROM "Membership" m WHERE m."userId" = u."id") AND NOT EXISTS (
      SELECT 1 FROM "Membership" m WHERE m."userId" = u."id" AND NOT EXISTS (
        SELECT 1 FROM "Membership" a JOIN "User" admin ON admin."id" = a."userId"
        WHERE a."userId" = ${administratorId} AND a."tenantId" = m."tenantId" AND a."role" = 'ADMIN' AND admin."disabledAt" IS NULL)) AS may
    FROM "User" u WHERE u."id" = ${userId}`;
  return row?.may ?? false;
}

/**
 * Makes a link by which a member chooses a new password; the one before opens nothing any more. Throws `not_found` for
 * who is no member of the tenant, and `forbidden` for a person whom this administrator may not let in everywhere.
 */
export async function createReset(
  { actor, tenant, requestId }: Administrator,
  userId: string,
  now = new Date(),
): Promise<{ link: string; expiresAt: string }> {
  return db().$transaction(async (tx) => {
    const member = await tx.membership.findUnique({
      where: { userId_tenantId: { userId, tenantId: tenant.id } },
      select: { user: { select: { name: true } } },
    });
    if (!member) throw new AppError('not_found', { meta: { kind: 'member' } });
    if (!(await mayReset(tx, actor.userId, userId)))
      throw new AppError('forbidden', {
        detail: say(actor.userId === userId ? 'account.ownReset' : 'account.resetByProvider'),
      });
    const { secret, hash } = makeSecret();
    const given = {
      tenantId: tenant.id,
      tokenHash: hash,
      expiresAt: new Date(now.getTime() + resetLivesMs),
      createdById: actor.userId,
      createdByName: actor.name,
    };
    await tx.passwordReset.upsert({ where: { userId }, create: { userId, ...given }, update: given });
    await audit(tx, {
      tenantId: tenant.id,
      actor: { id: actor.userId, name: actor.name },
      action: 'account.reset-link',
      object: { kind: 'user', id: userId, name: member.user.name },
      outcome: 'SUCCEEDED',
      detail: { expiresAt: given.expiresAt.toISOString() },
      requestId,
    });
    return { link: linkTo('/reset', secret), expiresAt: given.expiresAt.toISOString() };
  });
}

/** What the page of such a link shows. */
export type ShownReset = { readonly email: string; readonly name: string };
type OpenReset = ShownReset & { readonly userId: string; readonly createdByName: string };

/** Who a link is for; null for one that opens nothing, also since whoever made it might not make it now. */
async function findReset(tx: Tx, token: string, now: Date): Promise<OpenReset | null> {
  const row = await tx.passwordReset.findFirst({
    where: { tokenHash: hashOfSecret(token), expiresAt: { gt: now } },
    select: { userId: true, createdById: true, createdByName: true, user: { select: { email: true, name: true } } },
  });
  if (!row || !(await mayReset(tx, row.createdById, row.userId))) return null;
  return { ...row.user, userId: row.userId, createdByName: row.createdByName };
}

/** The person of a link, for its page. Throws as `openedByLink` does. */
export function readReset(token: string, { address, requestId, now = new Date() }: Caller): Promise<ShownReset> {
  return openedByLink(address, () => findReset(db(), token, now), { requestId, now });
}

/** Gives the person of a link the password that they chose, once. All their sessions end. */
export function resetPassword(
  { token, password }: ResetPasswordBody,
  { address, requestId, now = new Date() }: Caller,
): Promise<{ email: string }> {
  return openedByLink(
    address,
    async () => {
      // Hashing is slow: only for who has a link that opens something.
      if (!(await findReset(db(), token, now))) return null;
      const faults = passwordFaults('password', password);
      if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
      const passwordHash = await hashPassword(password);
      return db().$transaction(async (tx) => {
        // The second of two that come at once waits here, and finds nothing.
        await tx.$queryRaw`SELECT 1 FROM "PasswordReset" WHERE "tokenHash" = ${hashOfSecret(token)} FOR UPDATE`;
        const found = await findReset(tx, token, now);
        if (!found) return null;
        const { userId: id, email, name } = found;
        await tx.passwordReset.delete({ where: { userId: id } });
        await tx.user.update({ where: { id }, data: { passwordHash } });
        await forgetAccount(tx, email, env().authSecret);
        const entry = {
          actor: { id, name },
          action: 'account.reset' as const,
          object: { kind: 'user', id, name },
          outcome: 'SUCCEEDED' as const,
          detail: { linkBy: found.createdByName, endedSessions: await endSessions(tx, id, now) },
          address,
          requestId,
        };
        await record(tx, await inTrailsOf(tx, id, entry), now);
        return { email };
      });
    },
    { requestId, now },
  );
}
