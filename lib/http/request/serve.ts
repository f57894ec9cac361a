import 'server-only';
import { addressBlock } from '@/lib/auth/address-block';
import { errorStatus } from '@/lib/contracts/problem';
import type { ErrorCode, Problem } from '@/lib/contracts/problem';
import type { Actor } from '@/lib/core/actor';
import { AppError, isAppError } from '@/lib/core/app-error';
import { inCall, visitors } from '@/lib/core/call-context';
import { log } from '@/lib/core/log';
import { metrics } from '@/lib/http/metrics';
import { say } from '@/lib/core/say';
import { processSingleton } from '@/lib/core/process-state';
import { declareRoute } from '@/lib/http/routes/declaration';
import type { RouteDeclaration, RouteHandler } from '@/lib/http/routes/declaration';
import { remoteAddress } from './client-address';
import { requestIdHeader, requestIdOf } from './headers';

/** One request within a handler factory. `actor` is set after authentication, for the log. */
export type Call = {
  readonly request: Request;
  readonly params: Record<string, string | string[] | undefined>;
  readonly requestId: string;
  readonly address: string;
  readonly declaration: RouteDeclaration;
  actor: Actor | null;
};

/**
 * Common to every handler: request id, limit by address, one log line, metrics, and problem+json for every error. An
 * uncaught error would be an empty 500. HEAD is answered like GET, without a body and without side effects.
 */
export function serve(declaration: RouteDeclaration, answer: (call: Call) => Promise<Response>): RouteHandler {
  const handler: RouteHandler = async (request, context) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(request.headers);
    const address = remoteAddress(request.headers);
    const call: Call = { request, params: await context.params, requestId, address, declaration, actor: null };
    let response: Response;
    try {
      takeToken('address', addressBlock(address));
      response = await inCall(
        {
          isReadOnly: isHeadRequest(call),
          origin: { address, requestId },
          claimant: { tenant: visitors, person: addressBlock(address) },
        },
        () => answer(call),
      );
      response.headers.set(requestIdHeader, requestId);
    } catch (error) {
      logFailure(call, error);
      response = problemResponse(error, requestId);
    }
    note(call, response.status, performance.now() - startedAt);
    return isHeadRequest(call) ? headOf(response) : response;
  };
  return declareRoute(handler, declaration);
}

/** A HEAD request, which Next passes to the handler of GET. */
export function isHeadRequest({ request }: Call): boolean {
  return request.method === 'HEAD';
}

/** A response without its body, whose source is released. */
function headOf(response: Response): Response {
  void response.body?.cancel().catch(() => undefined);
  return new Response(null, { status: response.status, headers: response.headers });
}

function logFailure({ declaration, requestId, actor }: Call, error: unknown): void {
  const code = codeOf(error);
  const line = {
    code,
    requestId,
    route: declaration.path,
    method: declaration.method,
    userId: actor?.userId,
    ...(isAppError(error) ? { meta: error.meta } : {}),
  };
  switch (code) {
    case 'internal':
    case 'unavailable':
    case 'upstream_contract':
    case 'upstream_unavailable':
      log.error({ ...line, err: error }, 'request failed');
      return;
    case 'not_found':
    case 'forbidden':
    case 'rate_limited':
    case 'upstream_rejected':
      log.warn(line, 'request refused');
      return;
    default:
      log.info(line, 'request refused');
  }
}

/** The one log line of a request: no query, no body, and the template of its path instead of its ids. */
function note({ request, declaration, requestId, actor }: Call, status: number, ms: number): void {
  const { path: route } = declaration;
  const method = request.method === 'HEAD' ? 'HEAD' : declaration.method;
  log.info({ method, route, status, ms: Math.round(ms * 10) / 10, requestId, userId: actor?.userId }, 'request');
  if (!declaration.isStream || method === 'HEAD')
    metrics().requestSeconds.observe({ method, route, status: String(status) }, ms / 1000);
}

/** Title of each code, for tenants; its default detail is in the catalogue. */
const titles: Readonly<Record<ErrorCode, string>> = {
  malformed_request: 'The request could not be read',
  unauthenticated: 'You are not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Not with this method',
  conflict: 'In conflict with the present state',
  last_admin: 'The last administrator',
  proof_required: 'Prove who you are',
  payload_too_large: 'Too large',
  validation_failed: 'The input does not fit',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong',
  unavailable: 'The portal is busy',
  upstream_contract: 'Unexpected answer of the backup service',
  range_not_satisfiable: 'No such part',
  upstream_rejected: 'Refused by the backup service',
  upstream_unavailable: 'The backup service is unavailable',
  upstream_timeout: 'The backup service is too slow',
};

/**
 * Codes whose detail never varies: it could distinguish another tenant's object from a missing one, or expose
 * internals.
 */
const fixed: ReadonlySet<ErrorCode> = new Set(['not_found', 'internal', 'unauthenticated']);
const defaultRetrySeconds: Partial<Record<ErrorCode, number>> = {
  rate_limited: 1,
  unavailable: 2,
  upstream_unavailable: 15,
};

/** The code of an error; anything but an AppError is `internal`. */
export function codeOf(error: unknown): ErrorCode {
  return isAppError(error) ? error.code : 'internal';
}

/**
 * What the caller may read of `error`. Fields are always in the same order, so that equal errors give identical
 * responses.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const code = codeOf(error);
  const known = isAppError(error) && !fixed.has(code) ? error : null;
  const usual = say(`problem.${code}`);
  const ref = known?.detail === undefined ? usual.ref : known.detailRef;
  return {
    type: `urn:problem:${code}`,
    title: titles[code],
    status: errorStatus[code],
    code,
    detail: known?.detail ?? usual.text,
    ...(ref ? { detailRef: ref } : {}),
    requestId,
    ...(known?.errors ? { errors: [...known.errors] } : {}),
  };
}

/** The response to a request that failed with `error`, as RFC 9457 problem+json. */
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

type Bucket = { tokens: number; at: number };
type BucketClass = 'address' | 'tenant' | 'read' | 'write' | 'stream' | 'sign-in';

/**
 * Maximum burst, and requests per second in the long run. Generous: they stop loops and floods, not people or their
 * scripts.
 */
const limits: Readonly<Record<BucketClass, { capacity: number; perSecond: number }>> = {
  address: { capacity: 5_000, perSecond: 250 },
  tenant: { capacity: 10_000, perSecond: 400 },
  read: { capacity: 2_000, perSecond: 100 },
  write: { capacity: 200, perSecond: 5 },
  stream: { capacity: 200, perSecond: 5 },
  'sign-in': { capacity: 300, perSecond: 5 },
};
const maxBuckets = 20_000;
const buckets = () => processSingleton('token-buckets', () => new Map<string, Bucket>());

/**
 * Takes one token of `key` in `kind`, or throws `rate_limited` with the time until the next one. Counts in this process
 * only.
 */
export function takeToken(kind: BucketClass, key: string, now = Date.now()): void {
  const { capacity, perSecond } = limits[kind];
  const all = buckets();
  const name = `${kind}:${key}`;
  const before = all.get(name) ?? { tokens: capacity, at: now };
  const tokens = Math.min(capacity, before.tokens + (Math.max(0, now - before.at) / 1000) * perSecond);
  // Set again, so that the oldest key is the first of the map and evicted first.
  all.delete(name);
  all.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
  for (const oldest of all.keys()) {
    if (all.size <= maxBuckets) break;
    all.delete(oldest);
  }
  if (tokens < 1) throw new AppError('rate_limited', { retryAfterSeconds: (1 - tokens) / perSecond, meta: { kind } });
}
