import 'server-only';
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { currentMe } from '@/lib/http/page';
import { areas, loadMessages } from '@/lib/messages/catalogue';
import { decideLanguage, languageCookie } from '@/lib/messages/languages';
import type { Language } from '@/lib/messages/languages';

/** The language of this request for next-intl. */
// eslint-disable-next-line no-restricted-syntax -- where next-intl looks for it
export default getRequestConfig(async () => {
  const locale = await decideLanguage({
    device: (await cookies()).get(languageCookie)?.value,
    account: accountLanguage,
    acceptLanguage: (await headers()).get('accept-language'),
  });
  return { locale, messages: await loadMessages(locale, areas), timeZone: 'UTC' };
});

/** Null when nobody is signed in, and when it can't be read: then the browser's language is used. */
async function accountLanguage(): Promise<Language | null> {
  try {
    return (await currentMe())?.language ?? null;
  } catch {
    return null;
  }
}
