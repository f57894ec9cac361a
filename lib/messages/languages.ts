import { pseudoLanguage } from './pseudo';

/** The languages of the product; English is the source. */
export const languages = ['en', 'de', 'pl'] as const;
export type Language = (typeof languages)[number];
/** Languages of pages: includes the pseudo-language for tests. */
export type PageLanguage = Language | typeof pseudoLanguage;

/** The name of each language in itself, for the menu. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', pl: 'Polski' };

/** The locale for dates and numbers; all three write the day before the month and use 24 hours. */
export const localeOf: Record<PageLanguage, string> = { en: 'en-GB', de: 'de-DE', pl: 'pl-PL', 'en-XA': 'en-GB' };

/** Stores the language chosen on this device, for people without an account, too. */
export const languageCookie = 'portal-language';

export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text);
}

/**
 * The language of a request: chosen on this device, else that of the account (or its tenant), else the best match of
 * the browser's. The account is read only where the device has none.
 */
export async function decideLanguage(given: {
  device: string | undefined;
  account: () => Promise<Language | null>;
  acceptLanguage: string | null;
}): Promise<PageLanguage> {
  if (isLanguage(given.device) || given.device === pseudoLanguage) return given.device;
  return (await given.account()) ?? acceptedLanguage(given.acceptLanguage);
}

/** The best language for an `Accept-Language` header (RFC 9110 12.5.4); English when it names none of ours. */
export function acceptedLanguage(header: string | null): Language {
  const ranges = (header ?? '').split(',').flatMap((part) => {
    const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
    const language = tag.toLowerCase().split('-')[0];
    return isLanguage(language) && weight > 0 ? [{ language, weight }] : [];
  });
  return ranges.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en';
}
