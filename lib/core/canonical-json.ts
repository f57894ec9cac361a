/** A value as JSON has it; what JSON leaves out (`undefined`) may occur as a member. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The one way to write a JSON value (RFC 8785): members sorted by the UTF-16 units of their names, no white space, numbers and
 * strings as ECMAScript writes them. Throws for a number or a text that JSON can't carry.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number');
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
    throw new TypeError('half a surrogate pair is no text');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
