import 'server-only';
import type * as z from 'zod';
import { addressBlock } from '@/lib/auth/address-block';
import type { Permission } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { authenticate } from '@/lib/http/request/authenticate';
import { requireSameOrigin } from '@/lib/http/request/headers';
import { serve, takeToken } from '@/lib/http/request/serve';
import type { Call } from '@/lib/http/request/serve';
import type { Method, RouteHandler } from './declaration';
import { jsonAnswer, parseHandlerInput, parsePageInput } from './handler-input';
import type { RouteOptions, Schema } from './handler-input';
import { answersPages } from './page-answers';
import type { PageScope } from './page-answers';
import { requireProof } from '@/lib/portal/scope/recent-proof';
import { newestShownEvent } from '@/lib/portal/events/watch-events';
import {
  actsInTenant,
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
  const { handler, idempotent, status = 200, acceptedIf, needsProof, ...declared } = options;
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
      if (needsProof) requireProof(actor);
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
  const enter = (scope: TenantScope) => ({ scope: enterTenant(scope, { permission }) });
  const open = (call: Call, actor: Actor) =>
    enter(openTenantScope(actor, call.requestId, call.request.headers.get('x-tenant')));
  const openPage = (scope: PageScope) => ('tenant' in scope ? enter(scope) : null);
  return jsonRoute({ kind: 'tenant', permission, open, openPage }, options);
}

/** Creates the handler of a GET route in one tenant whose response is text of another format, with the steps of `tenantRoute`. */
export function tenantTextRoute({
  handler,
  contentType,
  ...declared
}: {
  readonly path: string;
  readonly summary: string;
  readonly permission: Exclude<Permission, 'provider'>;
  readonly contentType: string;
  readonly handler: (context: { readonly scope: TenantScope }) => Promise<string>;
}): RouteHandler {
  return serve(
    {
      ...declared,
      kind: 'tenant',
      method: 'GET',
      status: 200,
      isStream: false,
      isIdempotent: false,
      textType: contentType,
    },
    async (call) => {
      const { actor } = await authenticate(call);
      const scope = enterTenant(openTenantScope(actor, call.requestId, call.request.headers.get('x-tenant')), declared);
      return new Response(await handler({ scope }), {
        headers: { 'Content-Type': contentType, 'Cache-Control': 'private, no-store' },
      });
    },
  );
}

/** Counts the request for the tenant, and checks the permission of the route. */
function enterTenant(scope: TenantScope, { permission }: { readonly permission: Permission }): TenantScope {
  takeToken('tenant', scope.tenant.id);
  requirePermission(scope, permission);
  return scope;
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

/** The scope of the named or active tenant; null only for a user who named none and has none that can be entered. */
export function optionalScope(actor: Actor, requestId: string, slug: string | null): TenantScope | null {
  return slug === null && !actsInTenant(actor) ? null : openTenantScope(actor, requestId, slug);
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
