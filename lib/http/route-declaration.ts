import 'server-only';
import type * as z from 'zod';
import type { Permission } from '@/lib/contracts/me';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type RouteKind = 'tenant' | 'provider' | 'session' | 'public' | 'auth' | 'none';

/** What a handler promises, readable by the census test and by the OpenAPI document. */
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
  readonly status: number;
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  readonly answer?: z.ZodType | undefined;
};

/** What Next calls; `params` is a promise of the path's parameters. */
export type RouteContext = { readonly params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

const mark = Symbol.for('storware-portal/route-declaration');

/** Marks a handler as made by a factory, with what it declares. */
export function declareRoute(handler: RouteHandler, declaration: RouteDeclaration): RouteHandler {
  return Object.assign(handler, { [mark]: declaration });
}

/** What a handler declares, or null for one that no factory made. */
export function declarationOf(handler: unknown): RouteDeclaration | null {
  if (typeof handler !== 'function') return null;
  return (handler as { [mark]?: RouteDeclaration })[mark] ?? null;
}
