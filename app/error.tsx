'use client';

import { CrashPage } from '@/components/ui/crash-page';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main>
      <CrashPage error={error} onRetry={retry} />
    </main>
  );
}
