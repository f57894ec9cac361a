import 'server-only';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-singleton';
import { rememberServer } from './http-servers';

/** Set from the socket on each request before anything else sees it; what a client sends under this name is overwritten. */
const peerHeader = 'x-portal-peer';
const forwardedHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'forwarded', 'x-real-ip'];

/** Set when the address of a request is no valid percent-encoding, which Next itself would answer with a bare 500. */
export const malformedHeader = 'x-portal-malformed';
const addressOfNothing = '/api/malformed';

/**
 * Makes the socket's address known to handlers, which see only headers. Next believes forwarded headers from anybody;
 * without a trusted proxy in front they are taken away, so that Next fills them in from the socket.
 */
export function trackRemoteAddresses(trustedHops: number): void {
  processSingleton('remote-addresses', () => {
    diagnostics.subscribe('http.server.request.start', (message) => {
      const { request, server } = message as { request: IncomingMessage; server: Server };
      rememberServer(server);
      if (trustedHops === 0) for (const name of forwardedHeaders) Reflect.deleteProperty(request.headers, name);
      request.headers[peerHeader] = request.socket.remoteAddress ?? 'unknown';
      Reflect.deleteProperty(request.headers, malformedHeader);
      if (isDecodable(request.url ?? '/')) return;
      request.headers[malformedHeader] = '1';
      request.url = addressOfNothing;
    });
    return true;
  });
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/**
 * The address that a request came from. Behind `TRUSTED_PROXY_HOPS` proxies it is the entry of X-Forwarded-For that the
 * outermost of them wrote, counted from the right: everything left of it is the client's own invention.
 */
export function remoteAddress(headers: Headers, trustedHops = env().trustedProxyHops): string {
  const peer = headers.get(peerHeader) ?? 'unknown';
  if (trustedHops === 0) return peer;
  const entries = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  return entries.at(-trustedHops) ?? entries[0] ?? peer;
}
