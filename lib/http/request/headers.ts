import 'server-only';
import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { env } from '@/lib/core/env';

/**
 * The Content-Security-Policy of a page. Scripts run by the nonce of this request only, and may load others. `isDev`
 * allows React's development tools to evaluate code, and the page to use the hot reloader.
 */
export function contentSecurityPolicy(
  nonce: string,
  { isSecure, isDev }: { isSecure: boolean; isDev: boolean },
): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "worker-src 'self'",
    "manifest-src 'self'",
    ...(isSecure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** Responses of the API are data: nothing in them may run, load or be framed. */
export const dataSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Whether the path is one of the API's, which answers data; its documentation is pages. */
export function isDataPath(pathname: string): boolean {
  return /^\/api(?!\/docs(?:\/|$))(?:\/|$)/.test(pathname);
}

/** A year: browsers that used https once never use http again. */
export const strictTransportSecurity = 'max-age=31536000; includeSubDomains';

/** The portal's origin as browsers see it: that of PORTAL_URL, or on one machine only, host and scheme of the request. */
export function portalOrigin(headers: Headers, fixed: string | null = env().portalOrigin): string {
  if (fixed !== null) return fixed;
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? 'localhost';
  const isSecure = headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
  try {
    return new URL(`${isSecure ? 'https' : 'http'}://${host}`).origin;
  } catch {
    return 'null';
  }
}

/** Whether the browser used https, so that cookies must be marked secure. */
export function isSecureRequest(headers: Headers): boolean {
  return portalOrigin(headers).startsWith('https://');
}

/**
 * Throws `forbidden` unless the request names the portal's own origin. Browsers send `Origin` with every write and no
 * page can forge it.
 */
export function requireSameOrigin(headers: Headers, own = portalOrigin(headers)): void {
  const given = headers.get('origin');
  if (given === null || given === 'null' || own === 'null' || given.toLowerCase() !== own) {
    throw new AppError('forbidden', {
      detail: say('request.otherOrigin'),
      meta: { origin: given, own },
    });
  }
}

export const requestIdHeader = 'x-request-id';

/** The request id for logs and responses: the caller's own when it is safe to log, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader);
  return given !== null && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Set by the proxy: path and query of the requested page, so that a sign-in returns to it. */
export const pathHeader = 'x-portal-path';
