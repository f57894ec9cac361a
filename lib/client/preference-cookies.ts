import { languageCookie } from '@/lib/messages/languages';
import type { Language } from '@/lib/messages/languages';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = 'portal-theme';
export const sidebarCookie = 'portal-rail';
export const zoneCookie = 'portal-zone';

type PreferenceCookie = typeof themeCookie | typeof sidebarCookie | typeof zoneCookie | typeof languageCookie;

/** The theme of a cookie's value; the system's for anything else. */
export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}

/** The zone of this browser, an IANA name; UTC when unknown. */
export function browserTimeZone(): string {
  return typeof window === 'undefined' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The zone of a cookie's value; null for anything else. */
export function readZone(value: string | undefined): string | null {
  if (value === undefined) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** Stores a preference of this browser for a year, readable by the server so that the first render is right. */
export function rememberPreference(name: PreferenceCookie, value: string): void {
  const secure = window.location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/** Applies a theme now and from now on. */
export function setTheme(theme: Theme): void {
  rememberPreference(themeCookie, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/**
 * Stores the language on this device. The texts come with the next response of the server, so the caller refreshes the
 * router, which keeps user input; the document's language changes at once, for screen readers.
 */
export function rememberLanguage(language: Language): void {
  rememberPreference(languageCookie, language);
  document.documentElement.lang = language;
}
