import 'server-only';
import { env } from '@/lib/core/env';

/** Set from the socket on each request before anything else sees it; what a client sends under this name is overwritten. */
export const peerHeader = 'x-portal-peer';

/**
 * The address that a request came from. Behind `TRUSTED_PROXY_HOPS` proxies it is the entry of X-Forwarded-For that the
 * outermost of them wrote, counted from the right: everything left of it is the client's own invention.
 */
export function remoteAddress(headers: Headers, trustedHops = env().trustedProxyHops): string {
  const peer = headers.get(peerHeader) ?? 'unknown';
  if (trustedHops === 0) return peer;
  const entries = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.at(-trustedHops) ?? entries[0] ?? peer;
}
