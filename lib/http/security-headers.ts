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
