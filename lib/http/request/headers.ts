import 'server-only';
import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { env } from '@/lib/core/env';

/**
 * The Content-Security-Policy of a page. Scripts run by the nonce of this request only; what they load is trusted with
 * them. `isDev` lets React's development tools evaluate code, and the page talk to the hot reloader.
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

/** Answers of the API are data: nothing in them may ever run, load or be framed. */
export const dataSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/** A year: browsers that came by https once never come by http again. */
export const strictTransportSecurity = 'max-age=31536000; includeSubDomains';

/** The origin under which browsers know this portal: PORTAL_URL, or the host and scheme of the request. */
export function portalOrigin(headers: Headers, portalUrl: string | null = env().portalUrl ?? null): string {
  if (portalUrl !== null) return new URL(portalUrl).origin;
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? 'localhost';
  const isSecure = headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
  try {
    return new URL(`${isSecure ? 'https' : 'http'}://${host}`).origin;
  } catch {
    return 'null';
  }
}

/** Whether the browser reached the portal by https, and cookies must be marked so. */
export function isSecureRequest(headers: Headers): boolean {
  return portalOrigin(headers).startsWith('https://');
}

/**
 * Throws `forbidden` unless the request names the portal's own origin. Browsers send `Origin` with every write and no
 * page can forge it; a write without one comes from no page of ours.
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

/** The id under which a request is logged and answered: the caller's own when it is harmless to log, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader);
  return given !== null && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Set by the proxy: path and query of the requested page, so that a sign-in leads back to it. */
export const pathHeader = 'x-portal-path';
