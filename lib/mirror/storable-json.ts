/** PostgreSQL stores neither NUL nor half a surrogate pair; one odd character in an upstream text must not cost a whole page. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** `rows` as JSON that PostgreSQL takes, characters that it can't store replaced by U+FFFD. */
export function storableJson(rows: unknown): string {
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'string' ? value.replace(unstorable, '\uFFFD') : value));
}
