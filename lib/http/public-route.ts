import 'server-only';
import type { RouteHandler } from './route-declaration';
import { serve } from './serve';

type PublicRouteOptions = {
  readonly path: string;
  readonly summary: string;
  readonly handler: (context: { readonly headers: Headers }) => Promise<Response> | Response;
};

/** Makes a GET handler that anybody may call. It knows nobody and takes no input. */
export function publicRoute({ handler, ...declared }: PublicRouteOptions): RouteHandler {
  return serve(
    { ...declared, kind: 'public', method: 'GET', permission: null, status: 200, isStream: false, isIdempotent: false },
    async ({ request }) => handler({ headers: request.headers }),
  );
}
