import 'server-only';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { enterCall } from '@/lib/core/call-context';
import { processSingleton } from '@/lib/core/process-state';
import { isDataPath } from './headers';
import { peerHeader, rememberServer } from './client-address';

const forwardedHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'forwarded',
  'x-real-ip',
];

/** Set when the address of a request has invalid percent-encoding, which Next itself would answer with an empty 500. */
export const malformedHeader = 'x-portal-malformed';
/** The method of a request that Next does not pass to a handler, such as TRACE. */
export const requestedMethodHeader = 'x-portal-method';
/** Set when a page was requested with a method that pages do not have. */
export const pageHeader = 'x-portal-page';
const ownHeaders = [malformedHeader, requestedMethodHeader, pageHeader];

const addressOfNothing = '/api/malformed';
const addressOfPages = '/api/method-not-allowed';
const handledMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Prepares each request before anything else handles it. Makes the socket's address known to handlers, which see only
 * headers: Next trusts forwarded headers of any client, so without a trusted proxy they are removed and Next fills them
 * in from the socket. Routes requests that Next would answer with an empty 500 to a handler that can say what is wrong.
 */
export function watchRequests(trustedHops: number): void {
  processSingleton('request-hook', () => {
    diagnostics.subscribe('http.server.request.start', (message) => {
      const { request, server } = message as { request: IncomingMessage; server: Server };
      rememberServer(server);
      enterCall(request.method === 'HEAD');
      if (trustedHops === 0) for (const name of forwardedHeaders) Reflect.deleteProperty(request.headers, name);
      request.headers[peerHeader] = request.socket.remoteAddress ?? 'unknown';
      for (const name of ownHeaders) Reflect.deleteProperty(request.headers, name);
      leadAstray(request);
    });
    return true;
  });
}

function leadAstray(request: IncomingMessage): void {
  const { url = '/', method = 'GET' } = request;
  if (!isDecodable(url)) {
    request.headers[malformedHeader] = '1';
    request.url = addressOfNothing;
  } else if (isPage(url) && method !== 'GET' && method !== 'HEAD') {
    request.headers[pageHeader] = '1';
    request.url = addressOfPages;
  }
  if (request.headers[pageHeader] === undefined && handledMethods.has(method)) return;
  if (method !== 'OPTIONS') request.headers[requestedMethodHeader] = method;
  request.method = 'OPTIONS';
}

/** Everything without a route handler; under `/__nextjs` are the tools of the development server. */
function isPage(url: string): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return !isDataPath(path) && !/^\/(?:__nextjs[^/]*(?:\/|$)|(?:healthz|readyz|metrics)\/?$)/.test(path);
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
