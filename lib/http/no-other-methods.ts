import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { malformedHeader } from './remote-address';
import type { Method, RouteHandler } from './route-declaration';
import { serve } from './serve';

const nothingHere = (method: Method): RouteHandler =>
  serve({ kind: 'none', method, path: '(none)', summary: 'Nothing here', permission: null, status: 404, isStream: false, isIdempotent: false }, ({ request }) =>
    Promise.reject(
      request.headers.has(malformedHeader)
        ? new AppError('malformed_request', { detail: 'The address is not valid: its percent-encoding is broken.' })
        : new AppError('not_found', { meta: { reason: 'no such method or path' } }),
    ),
  );

/**
 * Handlers for the methods that a route does not have, and for paths that do not exist: the fixed `not_found` as
 * problem+json, where Next would answer with an empty body or a page. Export those that are missing.
 */
export const noOtherMethods: Readonly<Record<Method, RouteHandler>> = {
  GET: nothingHere('GET'),
  POST: nothingHere('POST'),
  PUT: nothingHere('PUT'),
  PATCH: nothingHere('PATCH'),
  DELETE: nothingHere('DELETE'),
};
