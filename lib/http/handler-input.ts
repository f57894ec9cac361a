import 'server-only';
import type * as z from 'zod';
import type { FieldFault } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { parseBody, parseIdempotencyKey, parseParams, parseQuery } from './parse-input';
import type { Method } from './route-declaration';
import type { Call } from './serve';

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets of the request, parsed. */
export type HandlerInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean> = {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly idempotencyKey: I extends true ? string : undefined;
  /** The Idempotency-Key of a route that takes one and does not demand it; null without one. */
  readonly optionalKey: string | null;
  readonly requestId: string;
  readonly signal: AbortSignal;
};

/** The part of a declaration that every kind of route shares. */
export type RouteOptions<
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  A extends z.ZodType,
  I extends boolean,
> = {
  readonly method: Exclude<Method, 'OPTIONS'>;
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly status?: 200 | 201 | 202;
  /** The request starts work: it carries an Idempotency-Key. */
  readonly idempotent?: I;
  /** It may carry one: then sending it again does nothing twice. */
  readonly mayBeIdempotent?: true;
};

/** Parses what the declaration names. All faults of header, query and body are told at once, as one `validation_failed`. */
export async function parseHandlerInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean>(
  { request, params, requestId }: Call,
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
    signal: request.signal,
  };
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  return input as HandlerInput<P, Q, B, I>;
}
