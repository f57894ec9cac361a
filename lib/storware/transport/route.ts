import type { HttpMethod } from './exchange';

export type QueryValue = string | number | boolean | readonly string[] | null | undefined;

/** A call as a template: the template is what may be logged, the values are not. */
export type Route = {
  method: HttpMethod;
  /** Below `/api`, such as `/tasks/{guid}`. */
  template: string;
  params?: Record<string, string>;
  /** Unset values are not sent: the literal text "undefined" would be (STORWARE_API.md 13.50). */
  query?: Record<string, QueryValue>;
  body?: unknown;
};

function segment(name: string, params: Record<string, string>): string {
  const value = params[name];
  // A lone dot segment survives encoding and would name another route.
  if (value === undefined || value === '' || value === '.' || value === '..')
    throw new RangeError(`no usable value for {${name}} of the route`);
  return encodeURIComponent(value);
}

/** The path with its query, encoded. Throws a RangeError for an id that can't be one. */
export function pathOf({ template, params = {}, query = {} }: Route): string {
  const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => segment(name, params));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as string | number | boolean])
      search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
