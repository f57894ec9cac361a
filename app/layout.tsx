import '@fontsource-variable/inter/wght.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { earlyCodeScript, earlyNoticeId } from '@/lib/client/http/early-code';
import { readTheme, themeCookie } from '@/lib/client/preference-cookies';
import { everywhere, loadMessages } from '@/lib/messages/catalogue';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return {
    title: { default: t('product'), template: t('documentTitle', { title: '%s' }) },
    description: t('description'),
    robots: { index: false, follow: false },
    manifest: '/manifest.webmanifest',
    icons: { apple: '/apple-touch-icon.png' },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#131619' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  const nonce = (await headers()).get('x-nonce');
  const [language, t] = await Promise.all([getLocale(), getTranslations('frame')]);
  const messages = await loadMessages(language, everywhere(language));
  return (
    <html lang={language} data-theme={theme === 'system' ? undefined : theme}>
      {/* react-aria reads the nonce here for the one style rule that it adds to the page. */}
      <head>
        {nonce === null ? null : <meta property="csp-nonce" nonce={nonce} />}
        {/* The browser hides the nonce from scripts, so React would report a mismatch. */}
        <script
          nonce={nonce ?? undefined}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: earlyCodeScript() }}
        />
      </head>
      <body>
        <div
          id={earlyNoticeId}
          hidden
          role="status"
          suppressHydrationWarning
          className="fixed inset-x-0 top-0 z-50 border-b border-line bg-surface p-4 text-center text-sm text-ink"
        >
          {t('pageCode.early')}{' '}
          <button type="button" className="underline">
            {t('pageCode.loadNow')}
          </button>
        </div>
        <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
