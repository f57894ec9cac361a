import 'server-only';
import { decode } from 'next-auth/jwt';
import * as z from 'zod';
import { env } from '@/lib/core/env';

/** What the cookie says: whose session, and which. Everything else is read from the database on each request. */
const Claims = z.object({ sub: z.string().min(1), sid: z.string().min(1) });
export type SessionClaims = z.infer<typeof Claims>;

/** The cookie's name; over https next-auth gives it the prefix that browsers hold to be set securely. */
export function sessionCookieName(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}next-auth.session-token`;
}

/** The claims of the session cookie in a `Cookie` header; null when there is none, or it was not made by this portal, or is out of date. */
export async function sessionClaims(cookieHeader: string | null, isSecure: boolean): Promise<SessionClaims | null> {
  const prefix = `${sessionCookieName(isSecure)}=`;
  const pair = cookieHeader
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  if (!pair) return null;
  try {
    return Claims.parse(await decode({ token: pair.slice(prefix.length), secret: env().authSecret }));
  } catch {
    return null;
  }
}

/** A session ends after this long without use ... */
export const maxIdleMs = 30 * 60 * 1000;
/** ... and after this long in any case. */
export const maxAgeMs = 12 * 60 * 60 * 1000;
/** Use is noted at most this often. */
export const touchEveryMs = 60 * 1000;

type SessionTimes = { readonly createdAt: Date; readonly lastUsedAt: Date; readonly endedAt: Date | null };

/** Whether a session still holds at `now`, and if not, why. */
export function sessionVerdict(session: SessionTimes, now: Date): 'live' | 'ended' | 'idle' | 'old' {
  if (session.endedAt) return 'ended';
  if (now.getTime() - session.createdAt.getTime() > maxAgeMs) return 'old';
  if (now.getTime() - session.lastUsedAt.getTime() > maxIdleMs) return 'idle';
  return 'live';
}
