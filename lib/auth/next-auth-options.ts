import 'server-only';
import NextAuth from 'next-auth';
import type { NextAuthOptions, Session } from 'next-auth';
import credentials from 'next-auth/providers/credentials';
import type { NextRequest } from 'next/server';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { record } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { inTrailsOf } from './person-trails';
import { currentActor, maxAgeMs } from './session';
import type { SessionClaims } from './session';
import { signIn } from './sign-in';

declare module 'next-auth' {
  interface User {
    sid: string;
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    sid?: string;
  }
}

/** What next-auth needs to know of the request. `isSecure`: the browser used https. */
type AuthRequest = { address: string; requestId: string; isSecure: boolean; userAgent: string | null };

/** The options of next-auth for one request. The token carries only the user and the session. */
function nextAuthOptions({ address, requestId, isSecure, userAgent }: AuthRequest): NextAuthOptions {
  return {
    secret: env().authSecret,
    useSecureCookies: isSecure,
    session: { strategy: 'jwt', maxAge: maxAgeMs / 1000 },
    jwt: { maxAge: maxAgeMs / 1000 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      credentials({
        id: 'credentials',
        credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
        async authorize(given) {
          const { email, password } = given ?? {};
          if (typeof email !== 'string' || typeof password !== 'string') return null;
          const result = await signIn({ email, password, address, requestId, userAgent });
          if (result.outcome === 'throttled') throw new Error(`Throttled:${Math.ceil(result.waitMs / 1000)}`);
          return result.outcome === 'signed-in' ? { id: result.userId, sid: result.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        // `user` is set only at sign-in, whatever its type says.
        const fresh = user as typeof user | undefined;
        const claims = fresh ? { sub: fresh.id, sid: fresh.sid } : { sub: token.sub ?? '', sid: token.sid ?? '' };
        if (!fresh && !(await currentActor(claims, { isUse: false }))) throw new Error('The session has ended');
        return claims;
      },
      async session({ token, session }) {
        const actor = await currentActor({ sub: token.sub ?? '', sid: token.sid ?? '' }, { isUse: false });
        return (actor ? { user: { name: actor.name, email: actor.email }, expires: session.expires } : {}) as Session;
      },
    },
    events: {
      async signOut({ token }) {
        if (token.sub && token.sid) await signOut({ sub: token.sub, sid: token.sid }, requestId);
      },
    },
    logger: {
      error: (code) => log[code === 'JWT_SESSION_ERROR' ? 'info' : 'error']({ code, requestId }, 'next-auth'),
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => undefined,
    },
  };
}

/** Ends the session of `claims` for every copy of its cookie; one that has ended already stays as it is. */
export async function signOut(claims: SessionClaims, requestId: string, now = new Date()): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: claims.sid, userId: claims.sub, endedAt: null },
      data: { endedAt: now },
    });
    if (count === 0) return;
    const user = await tx.user.findUniqueOrThrow({ where: { id: claims.sub }, select: { name: true } });
    const person = { id: claims.sub, name: user.name };
    const entries = await inTrailsOf(tx, claims.sub, {
      actor: person,
      action: 'session.sign-out',
      object: { kind: 'user', ...person },
      outcome: 'SUCCEEDED',
      requestId,
    });
    await record(tx, entries);
  });
}

type AuthContext = { params: Promise<{ nextauth: string[] }> };

/** Lets next-auth answer one request of `/api/auth/*`. */
export async function handleAuthRequest(
  request: NextRequest,
  context: AuthContext,
  known: AuthRequest,
): Promise<Response> {
  return (await NextAuth(request, context, nextAuthOptions(known))) as Response;
}
