import 'server-only';
import type * as z from 'zod';
import type { Actor } from '@/lib/core/actor';
import { openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { authenticate } from './authenticate';
import { parseHandlerInput } from './handler-input';
import type { HandlerInput, RouteOptions } from './handler-input';
import { jsonAnswer } from './json-answer';
import type { RouteHandler } from './route-declaration';
import { serve } from './serve';

type SessionRouteOptions<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends z.ZodType,
  I extends boolean,
> = RouteOptions<P, Q, B, A, I> & {
  readonly handler: (
    context: HandlerInput<P, Q, B, I> & { readonly actor: Actor; readonly scope: TenantScope | null },
  ) => Promise<z.output<A>>;
};

/** Makes the handler of a route for whoever is signed in, with a tenant or without. Steps as in `tenantRoute`, without a permission. */
export function sessionRoute<
  A extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  const I extends boolean = false,
>(options: SessionRouteOptions<P, Q, B, A, I>): RouteHandler {
  const { handler, idempotent, status = 200, ...declared } = options;
  return serve(
    { ...declared, kind: 'session', permission: null, status, isStream: false, isIdempotent: idempotent ?? false },
    async (call) => {
      const { actor } = await authenticate(call);
      const scope = optionalScope(actor, call.requestId, call.request.headers.get('x-tenant'));
      const input = await parseHandlerInput<P, Q, B, I>(call, options);
      return jsonAnswer(options.answer, await handler({ ...input, actor, scope }), status);
    },
  );
}

/** The scope of the named or active tenant; null only for someone who is in none and named none. */
export function optionalScope(actor: Actor, requestId: string, slug: string | null): TenantScope | null {
  return slug === null && actor.memberships.length === 0 ? null : openTenantScope(actor, requestId, slug);
}
