import type { Metadata } from 'next';
import { Suspense } from 'react';
import { RestoresPage } from '@/components/restore/history/restore-history';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Restores' };

export default async function Page() {
  await requireScope();
  return (
    <Suspense>
      <RestoresPage />
    </Suspense>
  );
}
