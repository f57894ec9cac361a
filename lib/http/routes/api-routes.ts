import 'server-only';
import type * as z from 'zod';
import { addressBlock } from '@/lib/auth/address-block';
import type { Permission } from '@/lib/contracts/me';
import type { FieldFault } from '@/lib/contracts/problem';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { authenticate } from '@/lib/http/request/authenticate';
import { requireSameOrigin } from '@/lib/http/request/headers';
import { parseBody, parseIdempotencyKey, parseParams, parseQuery } from '@/lib/http/request/parse-input';
import { serve, takeToken } from '@/lib/http/request/serve';
import type { Call } from '@/lib/http/request/serve';
import type { Method, RouteHandler } from './declaration';
import { answersPages } from './page-answers';
import type { PageScope } from './page-answers';
import { newestShownEvent } from '@/lib/portal/events/watch-events';
import {
  openProviderScope,
  openProviderWriteScope,
  openTenantScope,
  requirePermission,
} from '@/lib/portal/scope/tenant-scope';
import type { ProviderScope, ProviderWriteScope, TenantScope } from '@/lib/portal/scope/tenant-scope';

/**
 * How a kind of route authorises a caller: `open` refuses callers without access, and returns what the handler gets.
 */
type Access<C extends object> = {
  readonly kind: 'tenant' | 'provider' | 'session';
  readonly permission: Permission | null;
  readonly open: (call: Call, actor: Actor) => C;
  /** The same for a page rendered in this process; null for a page of another kind of user. */
  readonly openPage?: (scope: PageScope) => C | null;
};

/**
 * Creates the handler of a JSON route for signed-in users. In this order: request id, limits, session (401), origin of
 * a write (403), access (404, 403), path (404), Idempotency-Key, query and body (400, 413, 422), then the use case.
 */
function jsonRoute<
  A extends z.ZodType,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  I extends boolean,
  C extends object,
>({ kind, permission, open, openPage }: Access<C>, options: RouteOptions<P, Q, B, A, I, C>): RouteHandler {
  const { handler, idempotent, status = 200, acceptedIf, ...declared } = options;
  const route = serve(
    {
      ...declared,
      kind,
      permission,
      status,
      isStream: false,
      isIdempotent: idempotent ?? false,
      ...(acceptedIf ? { mayBeAccepted: true } : {}),
    },
    async (call) => {
      const { actor } = await authenticate(call);
      const context = open(call, actor);
      const input = await parseHandlerInput<P, Q, B, I>(call, options);
      const shows = kind === 'tenant' ? newestShownEvent() : null;
      const answer = await handler({ ...input, ...context });
      return jsonAnswer(options.answer, answer, acceptedIf?.(answer) ? 202 : status, shows);
    },
  );
  if (options.method !== 'GET') return route;
  return answersPages(route, async (scope, given) => {
    const context = openPage?.(scope);
    if (!context) throw new AppError('not_found', { meta: { reason: 'a page of somebody else' } });
    return options.answer.parse(await handler({ ...parsePageInput<P, Q, B, I>(scope, given, options), ...context }));
  });
}

/**
 * Creates the handler of a route in one tenant. The tenant is checked first, so that another tenant's never differs
 * from a missing one; the permission before the input, so that a role learns nothing of requests it may not make.
 */
export function tenantRoute<
  A extends z.ZodType,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  const I extends boolean = false,
>({
  permission,
  ...options
}: RouteOptions<P, Q, B, A, I, { readonly scope: TenantScope }> & {
  readonly permission: Exclude<Permission, 'provider'>;
}): RouteHandler {
  const enter = (scope: TenantScope) => {
    takeToken('tenant', scope.tenant.id);
    requirePermission(scope, permission);
    return { scope };
  };
  const open = (call: Call, actor: Actor) =>
    enter(openTenantScope(actor, call.requestId, call.request.headers.get('x-tenant')));
  const openPage = (scope: PageScope) => ('tenant' in scope ? enter(scope) : null);
  return jsonRoute({ kind: 'tenant', permission, open, openPage }, options);
}

/** Creates the handler of a route across tenants; for anyone but a provider it is `forbidden`, and so is a change for a reader. */
export function providerRoute<
  M extends Exclude<Method, 'OPTIONS'>,
  A extends z.ZodType,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  const I extends boolean = false,
  const D extends boolean = false,
>({
  isDryRun,
  ...options
}: RouteOptions<P, Q, B, A, I, { readonly scope: ProviderScopeOf<M, D> }> & {
  readonly method: M;
  /** It only says what would change: a reader may ask it too. */
  readonly isDryRun?: D;
}): RouteHandler {
  const openScope = options.method === 'GET' || isDryRun === true ? openProviderScope : openProviderWriteScope;
  // What the condition above chose is what the type says, which TypeScript can't follow.
  const withScope = (scope: ProviderScope) => ({ scope: scope as ProviderScopeOf<M, D> });
  const open = (call: Call, actor: Actor) => withScope(openScope(actor, call.requestId));
  const openPage = (scope: PageScope) => ('tenant' in scope ? null : withScope(scope));
  return jsonRoute({ kind: 'provider', permission: 'provider', open, openPage }, options);
}

/** A change needs the right to make it. */
type ProviderScopeOf<M extends Method, D extends boolean> = M extends 'GET'
  ? ProviderScope
  : D extends true
    ? ProviderScope
    : ProviderWriteScope;

/** Creates the handler of a route for signed-in users, with or without a tenant. */
export function sessionRoute<
  A extends z.ZodType,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  const I extends boolean = false,
>(options: RouteOptions<P, Q, B, A, I, { readonly actor: Actor; readonly scope: TenantScope | null }>): RouteHandler {
  const open = ({ request, requestId }: Call, actor: Actor) => ({
    actor,
    scope: optionalScope(actor, requestId, request.headers.get('x-tenant')),
  });
  return jsonRoute({ kind: 'session', permission: null, open }, options);
}

/** The scope of the named or active tenant; null only for a user without one that named none. */
export function optionalScope(actor: Actor, requestId: string, slug: string | null): TenantScope | null {
  return slug === null && actor.memberships.length === 0 ? null : openTenantScope(actor, requestId, slug);
}

type PublicRouteOptions = {
  readonly path: string;
  readonly summary: string;
  readonly handler: (context: { readonly headers: Headers }) => Promise<Response> | Response;
};

/** Creates a GET handler without authentication and input. */
export function publicRoute({ handler, ...declared }: PublicRouteOptions): RouteHandler {
  return serve(
    { ...declared, kind: 'public', method: 'GET', permission: null, status: 200, isStream: false, isIdempotent: false },
    async ({ request }) => handler({ headers: request.headers }),
  );
}

type PublicWriteOptions<B extends z.ZodType, A extends z.ZodType> = {
  readonly method: 'POST';
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  readonly answer: A;
  readonly status?: 200 | 201;
  /** False answers as an address that is not there, whatever is sent. */
  readonly isThere?: () => Promise<boolean>;
  readonly handler: (context: {
    readonly body: z.output<B>;
    readonly address: string;
    readonly requestId: string;
  }) => Promise<z.output<A>>;
};

/**
 * Makes the handler of a write by somebody who is not signed in, from a page of the portal; what they prove themselves by is in the
 * body. In this order: request id, limits (those of sign-ins), origin (403), whether it is there (404), body (400, 413, 422).
 */
export function publicWriteRoute<B extends z.ZodType, A extends z.ZodType>(
  options: PublicWriteOptions<B, A>,
): RouteHandler {
  const { handler, isThere, status = 200, ...declared } = options;
  return serve(
    { ...declared, kind: 'public', permission: null, status, isStream: false, isIdempotent: false },
    async (call) => {
      takeToken('sign-in', addressBlock(call.address));
      requireSameOrigin(call.request.headers);
      if (isThere && !(await isThere())) throw new AppError('not_found', { meta: { reason: 'not there any more' } });
      const { body } = await parseHandlerInput<undefined, undefined, B, false>(call, { body: options.body });
      const { address, requestId } = call;
      return jsonAnswer(options.answer, await handler({ body: body as z.output<B>, address, requestId }), status);
    },
  );
}

type Schema = z.ZodType | undefined;
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
  readonly signal: AbortSignal;
};

/** Declaration and handler of a route; `C` is what its kind adds to the handler's input. */
type RouteOptions<
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
  readonly status?: 200 | 201 | 202;
  /** The request starts work and requires an Idempotency-Key. */
  readonly idempotent?: I;
  /** An Idempotency-Key is optional: with one, a repeated request does nothing twice. */
  readonly mayBeIdempotent?: true;
  /** Whether the status is 202 instead: the work is still running. */
  readonly acceptedIf?: (answer: z.output<A>) => boolean;
  readonly handler: (context: HandlerInput<P, Q, B, I> & C) => Promise<z.output<A>>;
};

/** Parses the declared parts. All errors of header, query and body are reported at once, as one `validation_failed`. */
async function parseHandlerInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean>(
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

/** The same for a read of a page, which has neither body nor key. */
function parsePageInput<P extends Schema, Q extends Schema, B extends Schema, I extends boolean>(
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
function jsonAnswer(schema: z.ZodType, value: unknown, status = 200, shows: string | null = null): Response {
  return Response.json(schema.parse(value), {
    status,
    headers: {
      'Cache-Control': 'private, no-store',
      [serverTimeHeader]: new Date().toISOString(),
      ...(shows === null ? {} : { [lastEventIdHeader]: shows }),
    },
  });
}
