import 'server-only';
import type * as z from 'zod';
import type { Permission } from '@/lib/contracts/me';
import { processSingleton } from '@/lib/core/process-state';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
type RouteKind = 'tenant' | 'provider' | 'session' | 'public' | 'auth' | 'none';

/** The declaration of a handler, for the census test and the OpenAPI document. */
export type RouteDeclaration = {
  readonly kind: RouteKind;
  readonly method: Method;
  /** As in the folder names: `/api/v1/machines/{guid}`. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission | null;
  readonly isStream: boolean;
  /** Its response is a file, not JSON. */
  readonly isDownload?: true;
  /** The content type of its response, which is text and not JSON. */
  readonly textType?: string;
  readonly isIdempotent: boolean;
  /** A route for anybody who is signed in that an API token may call, too. */
  readonly isForTokens?: true;
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

/** Marks a handler as made by a factory, with its declaration. */
export function declareRoute(handler: RouteHandler, declaration: RouteDeclaration): RouteHandler {
  if (declaration.kind !== 'none') declared().set(`${declaration.method} ${declaration.path}`, declaration);
  return Object.assign(handler, { [mark]: declaration });
}

const declared = () => processSingleton('declared-routes', () => new Map<string, RouteDeclaration>());

/**
 * The declarations for the address of a request, of the modules loaded so far: a handler that answers an unsupported
 * method finds the others of its own module.
 */
export function declarationsAt(pathname: string): RouteDeclaration[] {
  const matching = [...declared().values()].filter(({ path }) => patternOf(path).test(pathname));
  // A literal part takes precedence over a parameter, as in Next: `/policies/options` is not a policy.
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

/** The declaration of a handler, or null for one without a factory. */
export function declarationOf(handler: unknown): RouteDeclaration | null {
  if (typeof handler !== 'function') return null;
  return (handler as { [mark]?: RouteDeclaration })[mark] ?? null;
}
