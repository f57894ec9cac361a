import 'server-only';
import type * as z from 'zod';
import type { Permission } from '@/lib/contracts/me';
import { newestShownEvent } from '@/lib/portal/events/watch-events';
import { openTenantScope, requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { authenticate } from './authenticate';
import { parseHandlerInput } from './handler-input';
import type { HandlerInput, RouteOptions } from './handler-input';
import { jsonAnswer } from './json-answer';
import type { RouteHandler } from './route-declaration';
import { serve } from './serve';
import { takeToken } from './token-bucket';

type TenantRouteOptions<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends z.ZodType,
  I extends boolean,
> = RouteOptions<P, Q, B, A, I> & {
  readonly permission: Exclude<Permission, 'provider'>;
  /** Whether the answer is 202 instead: what was asked for still goes on. */
  readonly acceptedIf?: (answer: z.output<A>) => boolean;
  readonly handler: (context: HandlerInput<P, Q, B, I> & { readonly scope: TenantScope }) => Promise<z.output<A>>;
};

/**
 * Makes the handler of a route in one tenant. In this order: request id, limits, session (401), origin of a write (403),
 * tenant (404), permission (403), path (404), Idempotency-Key, query and body (400, 413, 422), then the use case.
 * The tenant comes before everything about it, so that a foreign one never differs from a missing one; the permission
 * comes before the input, so that a role learns nothing of what it may not ask.
 */
export function tenantRoute<
  A extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  const I extends boolean = false,
>(options: TenantRouteOptions<P, Q, B, A, I>): RouteHandler {
  const { handler, idempotent, status = 200, acceptedIf, ...declared } = options;
  return serve(
    {
      ...declared,
      kind: 'tenant',
      status,
      isStream: false,
      isIdempotent: idempotent ?? false,
      ...(acceptedIf ? { mayBeAccepted: true } : {}),
    },
    async (call) => {
      const { actor } = await authenticate(call);
      const scope = openTenantScope(actor, call.requestId, call.request.headers.get('x-tenant'));
      takeToken('tenant', scope.tenant.id);
      requirePermission(scope, options.permission);
      const input = await parseHandlerInput<P, Q, B, I>(call, options);
      const shows = newestShownEvent();
      const answer = await handler({ ...input, scope });
      return jsonAnswer(options.answer, answer, acceptedIf?.(answer) ? 202 : status, shows);
    },
  );
}
