type QueryValue = string | number | boolean | readonly string[] | null | undefined;

/** `?a=1&b=x,y`, or nothing; leaves out what is empty, joins lists with commas, keeps the order given. */
export function queryString(params: Readonly<Record<string, QueryValue>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.join(',') : value === null || value === undefined ? '' : String(value);
    if (text !== '') query.set(name, text);
  }
  // A comma needs no escape in a query, and an address is read by people.
  return query.size === 0 ? '' : `?${query.toString().replaceAll('%2C', ',')}`;
}
