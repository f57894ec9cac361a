/** PostgreSQL stores neither NUL nor half a surrogate pair; one odd character in a text must not cost what stands beside it. */
const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const everyUnstorable = new RegExp(unstorable, 'g');
/** Later ones have a form that PostgreSQL does not read. */
const lastStorableMs = Date.UTC(9999, 11, 31);
const int4 = 2_147_483_647;

/** The text with U+FFFD for each character that PostgreSQL can't store. */
export function storableText(text: string): string {
  return unstorable.test(text) ? text.replace(everyUnstorable, '\uFFFD') : text;
}

/** Whether PostgreSQL can store the text as it is. */
export function isStorableText(text: string): boolean {
  return !unstorable.test(text);
}

/** Whether PostgreSQL can store this moment, in milliseconds since 1970. */
export function isStorableTime(ms: number): boolean {
  return Math.abs(ms) <= lastStorableMs;
}

/** Whether a number fits into a bigint column, and JavaScript can distinguish it from its neighbours. */
export function isStorableNumber(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Whether a number fits into an integer column once it is rounded. */
export function isStorableInt(value: number): boolean {
  return Math.abs(value) <= int4;
}

/** Whether everything in a JSON value can be stored: its texts and the names of its fields. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (Array.isArray(value)) return value.every(isStorableJson);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, member]) => isStorableText(key) && isStorableJson(member));
}
