import * as z from 'zod';
import { Problem } from '@/lib/contracts/problem';
import { isIdle } from './idle';
import { ProblemError } from './problem-error';
import { leaveForSignIn } from './session-end';

/** A request without an answer after this long is given up; what it started is found by its idempotency key. */
const timeoutMs = 30_000;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** One for each intention of the person, so that sending it again starts nothing. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Speaks for the session's active tenant instead of this tab's. */
  anyTenant?: boolean;
}

let tenantSlug: string | null = null;

/** Fixes the tenant that this tab speaks for, so that a switch in another tab can't redirect its requests. */
export function setRequestTenant(slug: string | null): void {
  tenantSlug = slug;
}

/**
 * The only way from the browser to the portal's API: `path` begins at `/api/v1`.
 * Throws `ProblemError` for every refusal, no answer (`network`) and an answer that is not as promised (`unreadable_answer`).
 */
export async function request<S extends z.ZodType>(schema: S, path: string, options: RequestOptions = {}): Promise<z.output<S>> {
  const response = await send(path, options);
  if (!response.ok) throw await refusalOf(response);
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  options.signal?.throwIfAborted();
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // eslint-disable-next-line no-console -- the only trace that a browser leaves of a broken promise
  console.error(`Answer of ${path} is not as promised`, z.prettifyError(parsed.error));
  throw new ProblemError({ code: 'unreadable_answer', status: response.status, detail: 'The portal answered something that this page does not understand. Reload the page; it may be older than the portal.', requestId: response.headers.get('x-request-id') ?? undefined });
}

async function send(path: string, { method = 'GET', body, idempotencyKey, signal, anyTenant = false }: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (tenantSlug !== null && !anyTenant) headers['X-Tenant'] = tenantSlug;
  if (isIdle()) headers['X-Portal-Idle'] = '1';
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const detail = method === 'GET' ? 'The portal did not answer.' : 'The connection broke before the portal answered. Sending it again is safe: nothing is started twice.';
    throw new ProblemError({ code: 'network', status: 0, detail, cause });
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
    return new ProblemError({ code: problem.code, status: response.status, detail: problem.detail, problem, requestId: problem.requestId, retryAfterSeconds });
  }
  const code = response.status === 401 ? 'unauthenticated' : response.status === 404 ? 'not_found' : response.status === 429 ? 'rate_limited' : 'internal';
  return new ProblemError({ code, status: response.status, detail: 'The portal could not answer.', requestId, retryAfterSeconds });
}

/** A request to the sign-in endpoints, which speak forms and not the portal's own manner; the answer is whatever JSON they give. */
export async function authRequest(path: `/api/auth/${string}`, form?: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(path, {
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  return response.json();
}
