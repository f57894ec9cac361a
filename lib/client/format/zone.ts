/** The zone of this browser, an IANA name; UTC where none is known. */
export function browserTimeZone(): string {
  return typeof window === 'undefined' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The zone that a cookie's value names; null for anything else. */
export function readZone(value: string | undefined): string | null {
  if (value === undefined) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
