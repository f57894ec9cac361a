import 'server-only';
import type { NextRequest } from 'next/server';
import { addressBlock } from '@/lib/auth/address-block';
import { handleAuthRequest } from '@/lib/auth/next-auth-options';
import { AppError } from '@/lib/core/app-error';
import { isSecureRequest, requireSameOrigin } from '@/lib/http/request/headers';
import { isHeadRequest, serve, takeToken } from '@/lib/http/request/serve';
import type { RouteHandler } from './declaration';

const maxFormBytes = 16 * 1024;
/** The parts of next-auth that the portal uses; its log endpoint, for example, would let anybody write into our log. */
const actions: Readonly<Record<'GET' | 'POST', readonly string[]>> = {
  GET: ['csrf', 'session', 'providers', 'signin', 'signout', 'error'],
  POST: ['callback', 'signin', 'signout', 'session'],
};

/**
 * Creates the handler of next-auth's own paths. next-auth checks its CSRF token itself; another site's `Origin` is
 * refused before that, and a script without one may sign in. A throttled sign-in is 429 with Retry-After.
 */
export function authRoute(method: 'GET' | 'POST'): RouteHandler {
  const declaration = {
    kind: 'auth',
    method,
    path: '/api/auth/{nextauth}',
    summary: 'Sign in and out (next-auth)',
    permission: null,
    status: 200,
    isStream: false,
    isIdempotent: false,
  } as const;
  return serve(declaration, async (call) => {
    const { request, params, address, requestId } = call;
    const [action = ''] = params.nextauth ?? [];
    const allow = methodsOf(action);
    if (allow.length === 0) throw new AppError('not_found', { meta: { reason: 'no such action' } });
    if (!allow.includes(method)) throw new AppError('method_not_allowed', { headers: { Allow: allow.join(', ') } });
    // next-auth would set cookies, and record a use of the session.
    if (isHeadRequest(call)) return new Response(null, { headers: noStore });
    if (method === 'POST') {
      takeToken('sign-in', addressBlock(address));
      if (request.headers.has('origin')) requireSameOrigin(request.headers);
      requireSmallForm(request.headers);
    }
    const context = { params: Promise.resolve({ nextauth: [params.nextauth ?? []].flat() }) };
    const response = await handleAuthRequest(request as NextRequest, context, {
      address,
      requestId,
      isSecure: isSecureRequest(request.headers),
      userAgent: request.headers.get('user-agent'),
    });
    response.headers.set('Cache-Control', noStore['Cache-Control']);
    return withThrottleStatus(response);
  });
}

const noStore = { 'Cache-Control': 'private, no-store' } as const;

/** The methods of an action of next-auth; none for one that the portal does not use. */
function methodsOf(action: string): string[] {
  return [...(actions.GET.includes(action) ? ['GET', 'HEAD'] : []), ...(actions.POST.includes(action) ? ['POST'] : [])];
}

function requireSmallForm(headers: Headers): void {
  const length = headers.get('content-length');
  if (length === null || Number(length) > maxFormBytes) throw new AppError('payload_too_large');
}

/**
 * next-auth answers a script with `{ url }`, whose error says that it must wait: status and Retry-After say so, too.
 */
async function withThrottleStatus(response: Response): Promise<Response> {
  if (response.status !== 401) return response;
  const text = await response.text();
  const seconds = /[?&]error=Throttled(?:%3A|:)(\d+)/i.exec(text)?.[1];
  const headers = new Headers(response.headers);
  if (seconds !== undefined) headers.set('Retry-After', seconds);
  return new Response(text, { status: seconds === undefined ? 401 : 429, headers });
}
