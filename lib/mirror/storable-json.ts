import { isStorableTime, storableText } from '@/lib/core/storable';

/** `rows` as JSON that PostgreSQL takes: characters that it can't store replaced by U+FFFD, dates out of all reason by null. */
export function storableJson(rows: unknown): string {
  return JSON.stringify(rows, function replace(this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    if (original instanceof Date && !isStorableTime(original.getTime())) return null;
    return typeof value === 'string' ? storableText(value) : value;
  });
}
