'use client';

import '@fontsource-variable/inter/wght.css';
import './globals.css';
import { CrashPage } from '@/components/ui/crash-page';

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>This page failed · Backup portal</title>
        <main>
          <CrashPage error={error} onRetry={retry} />
        </main>
      </body>
    </html>
  );
}
