import 'server-only';
import type * as z from 'zod';
import { AppError } from '@/lib/core/app-error';
import { takeToken } from '@/lib/http/request/serve';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { declarationOf } from './declaration';
import type { RouteHandler } from './declaration';

/** The user of the page; only `requireScope` and `requireProvider` return one. */
export type PageScope = TenantScope | ProviderScope;

/**
 * The response of a GET route to a page rendered in the same process: authorised, validated and serialised as over the
 * network.
 */
type PageAnswer = (
  scope: PageScope,
  given: { params: Record<string, string>; query: URLSearchParams },
) => Promise<unknown>;

const mark = Symbol.for('storware-portal/page-answer');

/** Marks a handler with its function for pages. */
export function answersPages(handler: RouteHandler, answer: PageAnswer): RouteHandler {
  return Object.assign(handler, { [mark]: answer });
}

/**
 * Calls the routes among `handlers` for a page, by the same path and contract as a browser does. Throws what they
 * throw, and `not_found` for a path without a route.
 */
export function callWithin(scope: PageScope, handlers: readonly RouteHandler[]) {
  return async <S extends z.ZodType>(schema: S, path: string): Promise<z.output<S>> => {
    const { pathname, searchParams } = new URL(`/api/v1${path}`, 'http://portal');
    for (const handler of handlers) {
      const template = declarationOf(handler)?.path;
      const params = template === undefined ? null : paramsOf(template, pathname);
      const answer = (handler as { [mark]?: PageAnswer })[mark];
      if (!params || !answer) continue;
      takeToken('read', scope.actor.userId);
      // The value as a browser gets it from JSON.
      return schema.parse(JSON.parse(JSON.stringify(await answer(scope, { params, query: searchParams }))));
    }
    throw new AppError('not_found', { meta: { reason: 'no route for a page', pathname } });
  };
}

/**
 * The parameters of a path that fits the template; null for one that does not. List a literal path before one with a
 * parameter.
 */
function paramsOf(template: string, pathname: string): Record<string, string> | null {
  const [names, parts] = [template.split('/'), pathname.split('/')];
  if (names.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith('{')) params[name.slice(1, -1)] = decodeURIComponent(part);
    else if (name !== part) return null;
  }
  return params;
}
