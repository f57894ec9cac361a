import 'server-only';
import type * as z from 'zod';
import type { FieldFault } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { parseBody, parseIdempotencyKey, parseParams, parseQuery } from '@/lib/http/request/parse-input';
import type { Call } from '@/lib/http/request/serve';
import type { Method } from './declaration';
import type { PageScope } from './page-answers';

export type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** The parsed request, as a handler gets it. */
type HandlerInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean> = {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly idempotencyKey: I extends true ? string : undefined;
  /** The Idempotency-Key of a route that accepts one without requiring it; null without one. */
  readonly optionalKey: string | null;
  readonly requestId: string;
  /** Where the request came from. */
  readonly address: string;
  readonly signal: AbortSignal;
};

/** Declaration and handler of a route; `C` is what its kind adds to the handler's input. */
export type RouteOptions<
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends z.ZodType,
  I extends boolean,
  C extends object,
> = {
  readonly method: Exclude<Method, 'OPTIONS'>;
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly status?: 200 | 201 | 202 | 204;
  /** Sensitive: a session must have proved recently who it is. */
  readonly needsProof?: true;
  /** An API token may call it as well; for routes of signed-in people, which are closed to tokens otherwise. */
  readonly isForTokens?: true;
  /** The request starts work and requires an Idempotency-Key. */
  readonly idempotent?: I;
  /** An Idempotency-Key is optional: with one, a repeated request does nothing twice. */
  readonly mayBeIdempotent?: true;
  /** Whether the status is 202 instead: the work is still running. */
  readonly acceptedIf?: (answer: z.output<A>) => boolean;
  readonly handler: (context: HandlerInput<P, Q, B, I> & C) => Promise<z.output<A>>;
};

/** Parses the declared parts. All errors of header, query and body are reported at once, as one `validation_failed`. */
export async function parseHandlerInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean>(
  { request, params, requestId, address }: Call,
  options: { params?: P; query?: Q; body?: B; idempotent?: I; mayBeIdempotent?: true },
): Promise<HandlerInput<P, Q, B, I>> {
  const faults: FieldFault[] = [];
  const keep = (result: { value: unknown } | { faults: FieldFault[] }): unknown => {
    if ('value' in result) return result.value;
    faults.push(...result.faults);
    return undefined;
  };
  const input = {
    params: options.params && parseParams(options.params, params),
    idempotencyKey: options.idempotent ? keep(parseIdempotencyKey(request.headers)) : undefined,
    optionalKey:
      options.mayBeIdempotent && request.headers.has('idempotency-key')
        ? keep(parseIdempotencyKey(request.headers))
        : null,
    query: options.query && keep(parseQuery(options.query, new URL(request.url).searchParams)),
    body: options.body && keep(await parseBody(options.body, request)),
    requestId,
    address,
    signal: request.signal,
  };
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  return input as HandlerInput<P, Q, B, I>;
}

/** The same for a read of a page, which has neither body nor key. */
export function parsePageInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean>(
  { requestId }: PageScope,
  { params, query }: { params: Record<string, string>; query: URLSearchParams },
  options: { params?: P; query?: Q },
): HandlerInput<P, Q, B, I> {
  const parsed = options.query && parseQuery(options.query, query);
  if (parsed && 'faults' in parsed) throw new AppError('validation_failed', { errors: parsed.faults });
  const input = {
    params: options.params && parseParams(options.params, params),
    query: parsed?.value,
    body: undefined,
    idempotencyKey: undefined,
    optionalKey: null,
    requestId,
    address: 'unknown',
    signal: new AbortController().signal,
  };
  return input as HandlerInput<P, Q, B, I>;
}

/** The portal's time: pages compute relative times from it, not from the clock of the browser. */
const serverTimeHeader = 'x-server-time';
/** The id of the newest event of `/events` that the response certainly includes. */
const lastEventIdHeader = 'x-last-event-id';

/**
 * A successful response. It is parsed with its contract, so that no other field is sent; a mismatch is an internal
 * error. `shows` is the newest event that was sent before the data was read.
 */
export function jsonAnswer(schema: z.ZodType, value: unknown, status = 200, shows: string | null = null): Response {
  const answer: unknown = schema.parse(value);
  return new Response(status === 204 ? null : JSON.stringify(answer), {
    status,
    headers: {
      ...(status === 204 ? {} : { 'Content-Type': 'application/json' }),
      'Cache-Control': 'private, no-store',
      [serverTimeHeader]: new Date().toISOString(),
      ...(shows === null ? {} : { [lastEventIdHeader]: shows }),
    },
  });
}
