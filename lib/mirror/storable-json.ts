/** PostgreSQL stores neither NUL nor half a surrogate pair; one odd character in an upstream text must not cost a whole page. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** Later ones have a form that PostgreSQL does not read. */
const lastDateMs = Date.UTC(9999, 11, 31);

/** `rows` as JSON that PostgreSQL takes: characters that it can't store replaced by U+FFFD, dates out of all reason by null. */
export function storableJson(rows: unknown): string {
  return JSON.stringify(rows, function replace(this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    if (original instanceof Date && original.getTime() > lastDateMs) return null;
    return typeof value === 'string' ? value.replace(unstorable, '\uFFFD') : value;
  });
}
