import 'server-only';
import { env } from '@/lib/core/env';
import { AppError } from '@/lib/core/app-error';

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
      detail: 'This request does not come from the portal: it needs an Origin header with the address of the portal.',
      meta: { origin: given, own },
    });
  }
}
