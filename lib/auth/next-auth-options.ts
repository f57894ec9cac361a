import 'server-only';
import type { NextAuthOptions, Session } from 'next-auth';
import credentials from 'next-auth/providers/credentials';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { currentActor } from './current-actor';
import { maxAgeMs } from './session-lifetime';
import { signIn } from './sign-in';
import { signOut } from './sign-out';

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

/** What the caller of next-auth knows of the request. `isSecure`: the browser reached us by https. */
export type AuthRequest = { address: string; requestId: string; isSecure: boolean };

/** The options of next-auth for one request. The token carries who and which session, and nothing else. */
export function nextAuthOptions({ address, requestId, isSecure }: AuthRequest): NextAuthOptions {
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
          const result = await signIn({ email, password, address, requestId });
          if (result.outcome === 'throttled') throw new Error(`Throttled:${Math.ceil(result.waitMs / 1000)}`);
          return result.outcome === 'signed-in' ? { id: result.userId, sid: result.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        // `user` is there at sign-in only, whatever its type says.
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
