/** Fields of a body that this server does not know: it keeps them and gives them back. */
export function extraFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  const names = new Set(known);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !names.has(name) && value !== undefined));
}
