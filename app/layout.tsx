import '@fontsource-variable/inter/wght.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { readTheme, themeCookie } from '@/lib/client/theme';

export const metadata: Metadata = {
  title: { default: 'Backup portal', template: '%s · Backup portal' },
  description: 'Back up and restore your machines.',
  robots: { index: false, follow: false },
};

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
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      {/* react-aria reads the nonce here for the one rule that it adds to the page. */}
      <head>{nonce === null ? null : <meta property="csp-nonce" nonce={nonce} />}</head>
      <body>{children}</body>
    </html>
  );
}
