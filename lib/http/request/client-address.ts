import 'server-only';
import type { Server } from 'node:http';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';

/** Set from the socket on each request; a value sent by a client is overwritten. */
export const peerHeader = 'x-portal-peer';

/**
 * The address of the client. Behind `TRUSTED_PROXY_HOPS` proxies it is the entry of X-Forwarded-For that the outermost
 * of them wrote, counted from the right: everything left of it can be forged.
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

const servers = () => processSingleton('http-servers', () => new Set<Server>());

/** Keeps the HTTP server of a request: Next creates it and offers no access to it. */
export function rememberServer(server: Server): void {
  servers().add(server);
}

/** Closes idle connections; call it again for those with a running request. */
export function closeIdleConnections(): void {
  for (const server of servers()) server.closeIdleConnections();
}
