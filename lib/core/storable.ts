/**
 * PostgreSQL stores neither NUL nor half a surrogate pair; one such character in a text must not cost the whole row.
 */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const everyUnstorable = new RegExp(unstorable, 'g');
/** PostgreSQL can't read the format of later dates. */
const lastStorableMs = Date.UTC(9999, 11, 31);
const int4 = 2_147_483_647;

/** The text with U+FFFD for each character that PostgreSQL can't store. */
export function storableText(text: string): string {
  return unstorable.test(text) ? text.replace(everyUnstorable, '\uFFFD') : text;
}

/** Whether PostgreSQL can store the text unchanged. */
export function isStorableText(text: string): boolean {
  return !unstorable.test(text);
}

/** Whether PostgreSQL can store this moment, in milliseconds since 1970. */
export function isStorableTime(ms: number): boolean {
  return Math.abs(ms) <= lastStorableMs;
}

/** Whether a number fits into a bigint column and is a safe integer. */
export function isStorableNumber(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Whether a number, once rounded, fits into an integer column. */
export function isStorableInt(value: number): boolean {
  return Math.abs(value) <= int4;
}

/** Whether everything in a JSON value can be stored: its texts and field names. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (Array.isArray(value)) return value.every(isStorableJson);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, member]) => isStorableText(key) && isStorableJson(member));
}
