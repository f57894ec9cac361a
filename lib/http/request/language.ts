import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { areas, loadMessages } from '@/lib/messages/catalogue';
import { acceptedLanguage, isLanguage, languageCookie } from '@/lib/messages/languages';

/** The language of this request for next-intl: what was chosen on this device, else what the browser asks for. */
export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(languageCookie)?.value;
  const locale = isLanguage(chosen) ? chosen : acceptedLanguage((await headers()).get('accept-language'));
  return { locale, messages: await loadMessages(locale, areas), timeZone: 'UTC' };
});
