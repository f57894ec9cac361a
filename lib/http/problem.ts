import 'server-only';
import { errorStatus } from '@/lib/contracts/error-codes';
import type { ErrorCode } from '@/lib/contracts/error-codes';
import type { Problem } from '@/lib/contracts/problem';
import { isAppError } from '@/lib/core/app-error';
import { requestIdHeader } from './request-id';

/** Title and default detail of each code, in a tenant's words. */
const texts: Readonly<Record<ErrorCode, { title: string; detail: string }>> = {
  malformed_request: {
    title: 'The request could not be read',
    detail: 'Send a JSON object in UTF-8 as application/json.',
  },
  unauthenticated: { title: 'You are not signed in', detail: 'There is no session, or it has ended. Sign in again.' },
  forbidden: { title: 'Not allowed', detail: 'Your role does not include this.' },
  not_found: { title: 'Not found', detail: 'There is nothing here, or nothing that you may see.' },
  method_not_allowed: {
    title: 'Not with this method',
    detail: 'This address does not answer that method. Allow names those that it does.',
  },
  conflict: {
    title: 'In conflict with the present state',
    detail: 'Something else happened meanwhile. Look at the present state and try again.',
  },
  payload_too_large: { title: 'Too large', detail: 'The request body is larger than the portal accepts.' },
  validation_failed: { title: 'The input does not fit', detail: 'See errors for each fault.' },
  rate_limited: { title: 'Too many requests', detail: 'Wait a moment, then try again.' },
  internal: { title: 'Something went wrong', detail: 'The fault is on our side. Tell your provider the request id.' },
  unavailable: {
    title: 'The portal is busy',
    detail:
      'The portal could not get at its own data for a moment. Send the same request again; if it carries an Idempotency-Key, with the same one: then nothing is done twice.',
  },
  upstream_contract: {
    title: 'Unexpected answer of the backup service',
    detail: 'The backup service answered something unexpected. Try again later.',
  },
  range_not_satisfiable: { title: 'No such part', detail: 'The file ends before the part that was asked for.' },
  upstream_rejected: { title: 'Refused by the backup service', detail: 'The backup service refused this request.' },
  upstream_unavailable: {
    title: 'The backup service is unavailable',
    detail: 'The backup service cannot be reached. Nothing was started.',
  },
  upstream_timeout: {
    title: 'The backup service is too slow',
    detail: 'The backup service did not answer in time. Try again later.',
  },
};

/** Codes whose detail never varies: it could tell a foreign object from a missing one, or something of our inside. */
const fixed: ReadonlySet<ErrorCode> = new Set(['not_found', 'internal', 'unauthenticated']);
const defaultRetrySeconds: Partial<Record<ErrorCode, number>> = {
  rate_limited: 1,
  unavailable: 2,
  upstream_unavailable: 15,
};

/** The code under which an error is answered; whatever is not an AppError is `internal`. */
export function codeOf(error: unknown): ErrorCode {
  return isAppError(error) ? error.code : 'internal';
}

/** What may be said of `error` to the caller. The fields always come in the same order, so that equal faults are equal bytes. */
export function problemOf(error: unknown, requestId: string): Problem {
  const code = codeOf(error);
  const known = isAppError(error) && !fixed.has(code) ? error : null;
  const { title, detail } = texts[code];
  return {
    type: `urn:problem:${code}`,
    title,
    status: errorStatus[code],
    code,
    detail: known?.detail ?? detail,
    requestId,
    ...(known?.errors ? { errors: [...known.errors] } : {}),
  };
}

/** The answer to a request that failed with `error`, as RFC 9457 problem+json. */
export function problemResponse(error: unknown, requestId: string): Response {
  const problem = problemOf(error, requestId);
  const retryAfter = (isAppError(error) ? error.retryAfterSeconds : undefined) ?? defaultRetrySeconds[problem.code];
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'private, no-store',
      [requestIdHeader]: requestId,
      ...(isAppError(error) ? error.headers : {}),
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter))) }),
    },
  });
}
