import { createTranslator } from 'next-intl';
import type { useTranslations } from 'next-intl';
import { makeFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { loadMessages } from '@/lib/messages/catalogue';
import type { Area } from '@/lib/messages/catalogue';
import type { Language } from '@/lib/messages/languages';

/** The messages of an area as `useTranslations(area)` gives them, for tests of functions that take them. */
export async function wordsOf<A extends Area>(area: A, language: Language = 'en') {
  const messages = await loadMessages(language, [area]);
  return createTranslator({
    locale: language,
    messages: messages as never,
    namespace: area as never,
  }) as never as ReturnType<typeof useTranslations<A>>;
}

/** The formats of a reader of this language in this zone. */
export async function formatsOf(timeZone: string, language: Language = 'en'): Promise<Formats> {
  return makeFormats(language, timeZone, await wordsOf('format', language));
}
