import 'server-only';
import type * as z from 'zod';
import { openProviderScope } from '@/lib/portal/scope/tenant-scope';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import { authenticate } from './authenticate';
import { parseHandlerInput } from './handler-input';
import type { HandlerInput, RouteOptions } from './handler-input';
import { jsonAnswer } from './json-answer';
import type { RouteHandler } from './route-declaration';
import { serve } from './serve';

type ProviderRouteOptions<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends z.ZodType,
  I extends boolean,
> = RouteOptions<P, Q, B, A, I> & {
  readonly handler: (context: HandlerInput<P, Q, B, I> & { readonly scope: ProviderScope }) => Promise<z.output<A>>;
};

/** Makes the handler of a route across tenants; for anyone but the provider it is `forbidden`, whatever the request names. Steps as in `tenantRoute`. */
export function providerRoute<
  A extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  const I extends boolean = false,
>(options: ProviderRouteOptions<P, Q, B, A, I>): RouteHandler {
  const { handler, idempotent, status = 200, ...declared } = options;
  return serve(
    {
      ...declared,
      kind: 'provider',
      permission: 'provider',
      status,
      isStream: false,
      isIdempotent: idempotent ?? false,
    },
    async (call) => {
      const { actor } = await authenticate(call);
      const scope = openProviderScope(actor, call.requestId);
      const input = await parseHandlerInput<P, Q, B, I>(call, options);
      return jsonAnswer(options.answer, await handler({ ...input, scope }), status);
    },
  );
}
