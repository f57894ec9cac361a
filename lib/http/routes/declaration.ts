import 'server-only';
import type * as z from 'zod';
import type { Permission } from '@/lib/contracts/me';
import { processSingleton } from '@/lib/core/process-state';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
type RouteKind = 'tenant' | 'provider' | 'session' | 'public' | 'auth' | 'none';

/** What a handler declares, readable by the census test and by the OpenAPI document. */
export type RouteDeclaration = {
  readonly kind: RouteKind;
  readonly method: Method;
  /** As in the folder names: `/api/v1/machines/{guid}`. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission | null;
  readonly isStream: boolean;
  /** Its answer is a file, not JSON. */
  readonly isDownload?: true;
  readonly isIdempotent: boolean;
  readonly mayBeIdempotent?: true;
  readonly status: number;
  /** It may answer 202 as well. */
  readonly mayBeAccepted?: true;
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  readonly answer?: z.ZodType | undefined;
};

/** What Next calls; `params` is a promise of the path's parameters. */
type RouteContext = { readonly params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

const mark = Symbol.for('storware-portal/route-declaration');

/** Marks a handler as made by a factory, with what it declares. */
export function declareRoute(handler: RouteHandler, declaration: RouteDeclaration): RouteHandler {
  if (declaration.kind !== 'none') declared().set(`${declaration.method} ${declaration.path}`, declaration);
  return Object.assign(handler, { [mark]: declaration });
}

const declared = () => processSingleton('declared-routes', () => new Map<string, RouteDeclaration>());

/**
 * What is declared for the address of a request, of the modules that this process has loaded so far: whoever answers a
 * method that its own module lacks finds the others of that module.
 */
export function declarationsAt(pathname: string): RouteDeclaration[] {
  const matching = [...declared().values()].filter(({ path }) => patternOf(path).test(pathname));
  // A literal part is nearer than a parameter, as for Next: `/policies/options` is no policy.
  const nearest = matching.map(({ path }) => path).sort((a, b) => parametersOf(a) - parametersOf(b))[0];
  return matching.filter(({ path }) => path === nearest);
}

const parametersOf = (path: string): number => path.split('{').length;

function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part === '{nextauth}' ? '.+' : part.startsWith('{') ? '[^/]+' : part.replace(/[.]/g, '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}

/** What a handler declares, or null for one that no factory made. */
export function declarationOf(handler: unknown): RouteDeclaration | null {
  if (typeof handler !== 'function') return null;
  return (handler as { [mark]?: RouteDeclaration })[mark] ?? null;
}
