import type { NextRequest } from 'next/server';
import { NextResponse } from 'next/server';
import {
  contentSecurityPolicy,
  dataSecurityPolicy,
  isDataPath,
  isSecureRequest,
  pathHeader,
  requestIdHeader,
  requestIdOf,
  strictTransportSecurity,
} from '@/lib/http/request/headers';

/**
 * Headers that differ from request to request. This is not a security boundary: pages and handlers decide who may see
 * what. It reads neither database nor session.
 */
export function proxy(request: NextRequest): NextResponse {
  const isSecure = isSecureRequest(request.headers);
  const isData = isDataPath(request.nextUrl.pathname);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64');
  const policy = isData ? dataSecurityPolicy : contentSecurityPolicy(nonce, { isSecure, isDev });
  const requestId = requestIdOf(request.headers);

  const inward = new Headers(request.headers);
  inward.set(requestIdHeader, requestId);
  inward.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce for its own scripts and styles from the policy on the request.
  inward.set('content-security-policy', policy);
  inward.set('x-nonce', nonce);

  const response = NextResponse.next({ request: { headers: inward } });
  response.headers.set('content-security-policy', policy);
  response.headers.set(requestIdHeader, requestId);
  if (isSecure) response.headers.set('strict-transport-security', strictTransportSecurity);
  return response;
}

// Replaced by a constant at build time.
// eslint-disable-next-line no-restricted-properties -- not configuration, but which build this is
const isDev = process.env.NODE_ENV === 'development';

export const config = { matcher: ['/((?!_next/static|favicon.ico).*)'] };
