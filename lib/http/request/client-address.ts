import 'server-only';
import type { Server } from 'node:http';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';

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

const servers = () => processSingleton('http-servers', () => new Set<Server>());

/** Remembers a server that handed us a request: Next creates it and offers no access to it. */
export function rememberServer(server: Server): void {
  servers().add(server);
}

/** Closes connections on which no request is under way; those whose request ends later need to be asked for again. */
export function closeIdleConnections(): void {
  for (const server of servers()) server.closeIdleConnections();
}
