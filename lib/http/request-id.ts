import 'server-only';
import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

/** The id under which a request is logged and answered: the caller's own when it is harmless to log, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader);
  return given !== null && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}
