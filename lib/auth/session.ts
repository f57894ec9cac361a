import 'server-only';
import { decode } from 'next-auth/jwt';
import * as z from 'zod';
import { activeMembership } from '@/lib/core/actor';
import type { Actor } from '@/lib/core/actor';
import { claimFor, isUnclaimed } from '@/lib/core/call-context';
import { env } from '@/lib/core/env';
import { db } from '@/lib/db/client';
import { tokenActor } from './api-token';
import type { TokenClaims } from './api-token';
import { actorOf, personShape } from './person';

/** The content of the cookie: user and session. Everything else is read from the database on each request. */
const CookieClaims = z.object({ sub: z.string().min(1), sid: z.string().min(1) });
export type SessionClaims = z.infer<typeof CookieClaims>;
/** What a request says of who sent it: by the cookie of a session, or by an API token. */
export type Claims = SessionClaims | TokenClaims;

/** The cookie's name; over https next-auth adds the prefix for secure cookies. */
export function sessionCookieName(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}next-auth.session-token`;
}

/**
 * The claims of the session cookie in a `Cookie` header; null when there is none, or it was not made by this portal, or
 * has expired.
 */
export async function sessionClaims(cookieHeader: string | null, isSecure: boolean): Promise<SessionClaims | null> {
  const prefix = `${sessionCookieName(isSecure)}=`;
  const pair = cookieHeader
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  if (!pair) return null;
  try {
    return CookieClaims.parse(await decode({ token: pair.slice(prefix.length), secret: env().authSecret }));
  } catch {
    return null;
  }
}

/** A session ends after this long without use ... */
export const maxIdleMs = 30 * 60 * 1000;
/** ... and after this long in any case. */
export const maxAgeMs = 12 * 60 * 60 * 1000;
/** Use is recorded at most this often. */
export const touchEveryMs = 60 * 1000;

type SessionTimes = { readonly createdAt: Date; readonly lastUsedAt: Date; readonly endedAt: Date | null };

/** Whether a session is valid at `now`, and if not, why. */
export function sessionStatus(session: SessionTimes, now: Date): 'live' | 'ended' | 'idle' | 'old' {
  if (session.endedAt) return 'ended';
  if (now.getTime() - session.createdAt.getTime() > maxAgeMs) return 'old';
  if (now.getTime() - session.lastUsedAt.getTime() > maxIdleMs) return 'idle';
  return 'live';
}

const sessionShape = {
  id: true,
  userId: true,
  activeTenantId: true,
  createdAt: true,
  lastUsedAt: true,
  provedAt: true,
  endedAt: true,
  user: { select: personShape },
} as const;

/**
 * The user of these claims, as the database has it now; null when the session or token has ended or expired, or its user
 * is disabled or deleted. `isUse` records the use, which keeps a session from becoming idle.
 */
export async function currentActor(
  claims: Claims | null,
  { isUse, now = new Date() }: { isUse: boolean; now?: Date },
): Promise<Actor | null> {
  if (!claims) return null;
  if ('tokenHash' in claims) return tokenActor(claims, { isUse, now });
  // Until the tenant is known: a user who floods the portal only delays their own requests.
  if (isUnclaimed()) claimFor({ tenant: `person ${claims.sub}`, person: claims.sid });
  const session = await readSession(claims.sid);
  if (!session || session.userId !== claims.sub) return null;
  const status = sessionStatus(session, now);
  if (status !== 'live' || session.user.disabledAt) {
    if (status !== 'ended')
      await db().session.updateMany({ where: { id: session.id, endedAt: null }, data: { endedAt: now } });
    return null;
  }
  if (isUse && now.getTime() - session.lastUsedAt.getTime() >= touchEveryMs) {
    await db().session.updateMany({
      where: { id: session.id, endedAt: null, lastUsedAt: { lt: now } },
      data: { lastUsedAt: now },
    });
  }
  const { userId, activeTenantId, provedAt, user } = session;
  const actor = actorOf(user, { userId, sessionId: session.id, activeTenantId, provedAt, token: null });
  if (isUse) await noteSeen(session, activeMembership(actor)?.tenantId, now);
  return actor;
}

/** Members see when somebody last used the portal in their own tenant. */
async function noteSeen({ userId, user }: SessionRow, tenantId: string | undefined, now: Date): Promise<void> {
  const before = user.memberships.find(({ tenant }) => tenant.id === tenantId);
  if (!before || tenantId === undefined) return;
  if (before.lastUsedAt && now.getTime() - before.lastUsedAt.getTime() < touchEveryMs) return;
  await db().membership.updateMany({ where: { userId, tenantId }, data: { lastUsedAt: now } });
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof readSession>>>;
const readSession = (id: string) => db().session.findUnique({ where: { id }, select: sessionShape });
