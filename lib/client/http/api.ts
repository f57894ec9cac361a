import * as z from 'zod';
import { ProblemError } from './problems';
import type { OwnCause } from './problems';
import { noteServerTime } from '@/lib/client/live/server-clock';
import { leaveForSignIn } from './session-end';
import { Problem } from '@/lib/contracts/problem';

/** A request without a response after this long is given up; its idempotency key finds what it started. */
const timeoutMs = 30_000;

/** The options of a read. */
export interface ReadOptions {
  /** A query that is too long for an address; it is posted. */
  question?: unknown;
}

interface RequestOptions extends ReadOptions {
  signal?: AbortSignal;
  /** Uses the session's active tenant instead of this tab's. */
  anyTenant?: boolean;
  /**
   * Called with a successful response before it is parsed: `shows` is the number of the newest event that it certainly
   * includes.
   */
  onAnswer?: (answer: { shows: number | null }) => void;
}

export interface WriteRequest {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** Uses the session's active tenant instead of this tab's. */
  anyTenant?: boolean;
}

interface Sent {
  method: 'GET' | WriteRequest['method'];
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
  anyTenant?: boolean;
  failure: { ownCause: OwnCause; detail: string };
}

let tenantSlug: string | null = null;

/** Sets the tenant of this tab's requests, so that a switch in another tab can't redirect them. */
export function setRequestTenant(slug: string | null): void {
  tenantSlug = slug;
}

/**
 * Reads from the portal's API: `path` begins at `/api/v1`. Changes nothing there; `sendWrite` does. Throws
 * `ProblemError` for every refusal, no response (`network`) and a response that does not match its schema
 * (`unreadable_answer`).
 */
export async function request<S extends z.ZodType>(
  schema: S,
  path: string,
  options: RequestOptions = {},
): Promise<z.output<S>> {
  const { question, signal, anyTenant = false, onAnswer } = options;
  const method = question === undefined ? 'GET' : 'POST';
  const response = await send(path, {
    method,
    body: question,
    signal,
    anyTenant,
    failure: { ownCause: 'noAnswer', detail: 'The portal did not respond.' },
  });
  if (!response.ok) throw await refusalOf(response);
  const shows = Number(response.headers.get('x-last-event-id') ?? Number.NaN);
  onAnswer?.({ shows: Number.isSafeInteger(shows) ? shows : null });
  return parsedAnswer(schema, path, response, signal);
}

/**
 * Sends a write; for `write.ts` only, which guarantees one request for each intended action. `idempotencyKey` is one
 * for each intended action of the person, so that sending it again starts nothing. Throws as `request` does.
 */
export async function sendWrite<S extends z.ZodType>(
  schema: S,
  { method, path, body, anyTenant = false }: WriteRequest,
  idempotencyKey: string,
): Promise<z.output<S>> {
  const failure = {
    ownCause: 'unknownOutcome',
    detail:
      'The connection was lost before the portal responded. You can safely send it again: nothing is started twice.',
  } as const;
  const response = await send(path, { method, body, idempotencyKey, anyTenant, failure });
  if (!response.ok) throw await refusalOf(response);
  return parsedAnswer(schema, path, response, undefined);
}

/** A response as it came. */
export interface PlainAnswer {
  status: number;
  /** From the request to the last byte. */
  ms: number;
  text: string;
}

/** Reads from the portal's API as a script would, for the API documentation: whatever the status; null without a response. */
export async function requestAsIs(path: string): Promise<PlainAnswer | null> {
  const failure = { ownCause: 'noAnswer', detail: 'The portal did not respond.' } as const;
  const startedAt = performance.now();
  try {
    const response = await send(path, { method: 'GET', failure });
    const text = await response.text();
    return { status: response.status, ms: Math.round(performance.now() - startedAt), text };
  } catch {
    return null;
  }
}

async function parsedAnswer<S extends z.ZodType>(
  schema: S,
  path: string,
  response: Response,
  signal: AbortSignal | undefined,
): Promise<z.output<S>> {
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  signal?.throwIfAborted();
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // eslint-disable-next-line no-console -- the only trace that a browser leaves of a broken promise
  console.error(`Answer of ${path} is not as promised`, z.prettifyError(parsed.error));
  throw new ProblemError({
    code: 'unreadable_answer',
    status: response.status,
    ownCause: 'unreadable',
    detail: 'This page can’t read the portal’s response. Reload the page; it may be older than the portal.',
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}

async function send(
  path: string,
  { method, body, idempotencyKey, signal, anyTenant = false, failure }: Sent,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (tenantSlug !== null && !anyTenant) headers['X-Tenant'] = tenantSlug;
  if (isIdle()) headers['X-Portal-Idle'] = '1';
  const deadline = AbortSignal.timeout(timeoutMs);
  // eslint-disable-next-line no-restricted-syntax -- compared with the portal's
  const sentAt = Date.now();
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    noteServerTime(response.headers.get('x-server-time'), sentAt);
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ProblemError({ code: 'network', status: 0, ...failure, cause });
  }
}

async function refusalOf(response: Response): Promise<ProblemError> {
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  if (response.status === 401) leaveForSignIn();
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (parsed.success) {
    const problem = parsed.data;
    return new ProblemError({
      code: problem.code,
      status: response.status,
      detail: problem.detail,
      problem,
      requestId: problem.requestId,
      retryAfterSeconds,
    });
  }
  const code =
    response.status === 401
      ? 'unauthenticated'
      : response.status === 404
        ? 'not_found'
        : response.status === 429
          ? 'rate_limited'
          : 'internal';
  return new ProblemError({
    code,
    status: response.status,
    ownCause: 'noReason',
    detail: 'The portal could not process the request.',
    requestId,
    retryAfterSeconds,
  });
}

/** A request to the sign-in endpoints, which take forms instead of JSON; the response is any JSON. */
export async function authRequest(
  path: `/api/auth/${string}`,
  form?: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(path, {
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  return response.json();
}

/** The HTML of a page of the portal as it is now; null when it can't be read. */
export async function readDocument(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** Whether the portal serves this file now, bypassing the browser's cache. */
export async function isServed(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) })).ok;
  } catch {
    return false;
  }
}

/** After this long without input, background requests no longer count as use of the session. */
const idleAfterMs = 60_000;

/* eslint-disable no-restricted-syntax -- spans of this browser's own time */
let lastInputAt = Date.now();

if (typeof window !== 'undefined') {
  const touch = () => {
    lastInputAt = Date.now();
  };
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'] as const) {
    window.addEventListener(name, touch, { passive: true, capture: true });
  }
}

/** True when the person has not used this tab for a while. */
function isIdle(nowMs: number = Date.now()): boolean {
  return nowMs - lastInputAt > idleAfterMs;
}
