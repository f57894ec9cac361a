import 'server-only';
import { tokenClaims } from '@/lib/auth/api-token';
import { currentActor, sessionClaims } from '@/lib/auth/session';
import type { Claims, SessionClaims } from '@/lib/auth/session';
import type { Actor, TokenLimits } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { RouteDeclaration } from '@/lib/http/routes/declaration';
import { isSecureRequest, requireSameOrigin } from './headers';
import { isHeadRequest, takeToken } from './serve';
import type { Call } from './serve';

/** Header of automatic requests of a page, which do not keep a session from becoming idle. */
const idleHeader = 'x-portal-idle';

/**
 * Authenticates the caller by session or API token, applies their rate limit, and refuses a write by a session that does
 * not come from a page of the portal, and whatever a token is not for. Throws `unauthenticated`, `rate_limited` or
 * `forbidden`.
 */
export async function authenticate(call: Call): Promise<{ actor: Actor; claims: Claims }> {
  const { request, declaration } = call;
  const claims = await callerOf(request.headers);
  const actor = await currentActor(claims, {
    isUse: !declaration.isStream && !isHeadRequest(call) && request.headers.get(idleHeader) !== '1',
  });
  if (!actor || !claims) throw new AppError('unauthenticated');
  call.actor = actor;
  const isWrite = declaration.method !== 'GET';
  takeToken(declaration.isStream ? 'stream' : isWrite ? 'write' : 'read', actor.userId);
  if (actor.token) requireForTokens(actor.token, declaration);
  // No page of another site can send a token: a browser adds cookies by itself, and tokens never.
  else if (isWrite) requireSameOrigin(request.headers);
  return { actor, claims };
}

/** Throws `forbidden` for a token at routes of a person's own account, and for one whose scopes are not for the provider's route. */
function requireForTokens({ scopes }: TokenLimits, declaration: RouteDeclaration): void {
  if (declaration.kind === 'session' && !declaration.isForTokens)
    throw new AppError('forbidden', { detail: say('access.notWithToken') });
  if (declaration.kind === 'tenant' || scopes.length === 0) return;
  const needed = declaration.method === 'GET' ? 'read' : 'admin';
  if (!scopes.includes(needed))
    throw new AppError('forbidden', { detail: say('access.tokenLacksScope', { scope: needed }) });
}

/** What a request says of who sent it, not yet checked against the database. Where there is a token, cookies do not count. */
export async function callerOf(headers: Headers): Promise<Claims | null> {
  const authorization = headers.get('authorization');
  return authorization === null ? claimsOf(headers) : tokenClaims(authorization);
}

/** The claims of a request's session cookie, not yet checked against the database. */
export function claimsOf(headers: Headers): Promise<SessionClaims | null> {
  return sessionClaims(headers.get('cookie'), isSecureRequest(headers));
}
