import 'server-only';
import { currentActor } from '@/lib/auth/session';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { requestedMethodHeader, malformedHeader, pageHeader } from '@/lib/http/request/request-hook';
import { callerOf } from '@/lib/http/request/authenticate';
import { serve } from '@/lib/http/request/serve';
import type { Call } from '@/lib/http/request/serve';
import { declarationsAt } from './declaration';
import type { Method, RouteHandler } from './declaration';

const otherMethod = (method: Method): RouteHandler =>
  serve(
    {
      kind: 'none',
      method,
      path: '(none)',
      summary: 'Nothing here',
      permission: null,
      status: 404,
      isStream: false,
      isIdempotent: false,
    },
    async (call) => {
      const { headers, method: given } = call.request;
      if (headers.has(malformedHeader))
        throw new AppError('malformed_request', {
          detail: say('request.badEncoding'),
        });
      const { allow, isPrivate } = methodsAt(call);
      if (allow.length === 0) throw new AppError('not_found', { meta: { reason: 'no such path' } });
      const requested = headers.get(requestedMethodHeader) ?? given;
      if (requested === 'OPTIONS')
        return new Response(null, {
          status: 204,
          headers: { Allow: allow.join(', '), 'Cache-Control': 'private, no-store' },
        });
      const isKnown = !headers.has(requestedMethodHeader);
      if (isKnown && isPrivate && !(await currentActor(await callerOf(headers), { isUse: false })))
        throw new AppError('unauthenticated');
      throw new AppError('method_not_allowed', { headers: { Allow: allow.join(', ') }, meta: { requested } });
    },
  );

/**
 * The methods of the address of a call, and whether they require a session. A page has GET, whether or not it exists.
 */
function methodsAt({ request }: Call): { allow: string[]; isPrivate: boolean } {
  if (request.headers.has(pageHeader)) return { allow: ['GET', 'HEAD', 'OPTIONS'], isPrivate: false };
  const declared = declarationsAt(new URL(request.url).pathname);
  const methods = declared.map(({ method }) => method);
  return {
    allow: methods.length === 0 ? [] : [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort(),
    isPrivate: declared.every(({ kind }) => kind !== 'public' && kind !== 'auth'),
  };
}

/**
 * Handlers for unsupported methods and unknown paths, as problem+json where Next would answer with an empty body or a
 * page: 405 with `Allow` at an existing address (401 where a session is required), `not_found` at an unknown one, and
 * the allowed methods for OPTIONS. Export those that are missing.
 */
export const noOtherMethods: Readonly<Record<Method, RouteHandler>> = {
  GET: otherMethod('GET'),
  POST: otherMethod('POST'),
  PUT: otherMethod('PUT'),
  PATCH: otherMethod('PATCH'),
  DELETE: otherMethod('DELETE'),
  OPTIONS: otherMethod('OPTIONS'),
};
