import { languageCookie } from '@/lib/messages/languages';
import type { Language } from '@/lib/messages/languages';
import { rememberPreference } from './theme';

/**
 * Remembers the language on this device. The words come with the next answer of the server, so whoever calls this refreshes the
 * router, which keeps everything typed; the document says its language at once, for those who hear the page.
 */
export function rememberLanguage(language: Language): void {
  rememberPreference(languageCookie, language);
  document.documentElement.lang = language;
}
