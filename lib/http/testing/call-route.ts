import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteHandler } from '@/lib/http/routes/declaration';

type Given = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly cookie?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The answer of a route's handler, read: `json` is undefined where there is none. */
export type RouteAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};

/** Sends a request to the handler of a route, as a page of the portal does. */
export async function callRoute(handler: RouteHandler, given: Given = {}): Promise<RouteAnswer> {
  const declared = declarationOf(handler);
  if (!declared) throw new Error('not the handler of a route');
  const { method } = declared;
  const params = given.params ?? {};
  const path = declared.path.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? '');
  const request = new Request(`http://portal.test${path}${given.query ?? ''}`, {
    method,
    headers: {
      host: 'portal.test',
      ...(method === 'GET' ? {} : { origin: 'http://portal.test', 'content-type': 'application/json' }),
      ...(given.cookie === undefined ? {} : { cookie: given.cookie }),
      ...given.headers,
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const isJson = text !== '' && /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Everything in these values as text, to look for what must not be there. */
export function asText(...values: unknown[]): string {
  return JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
