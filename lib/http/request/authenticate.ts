import 'server-only';
import { currentActor, sessionClaims } from '@/lib/auth/session';
import type { SessionClaims } from '@/lib/auth/session';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { isSecureRequest, requireSameOrigin } from './headers';
import { isHeadRequest, takeToken } from './serve';
import type { Call } from './serve';

/** Header of automatic requests of a page, which do not keep a session from becoming idle. */
const idleHeader = 'x-portal-idle';

/**
 * Authenticates the caller, applies their rate limit, and refuses a write that does not come from a page of the portal.
 * Throws `unauthenticated`, `rate_limited` or `forbidden`.
 */
export async function authenticate(call: Call): Promise<{ actor: Actor; claims: SessionClaims }> {
  const { request, declaration } = call;
  const claims = await claimsOf(request.headers);
  const actor = await currentActor(claims, {
    isUse: !declaration.isStream && !isHeadRequest(call) && request.headers.get(idleHeader) !== '1',
  });
  if (!actor || !claims) throw new AppError('unauthenticated');
  call.actor = actor;
  const isWrite = declaration.method !== 'GET';
  takeToken(declaration.isStream ? 'stream' : isWrite ? 'write' : 'read', actor.userId);
  if (isWrite) requireSameOrigin(request.headers);
  return { actor, claims };
}

/** The claims of a request's session cookie, not yet checked against the database. */
export function claimsOf(headers: Headers): Promise<SessionClaims | null> {
  return sessionClaims(headers.get('cookie'), isSecureRequest(headers));
}
