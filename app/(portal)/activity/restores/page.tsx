import type { Metadata } from 'next';
import { Suspense } from 'react';
import { RestoresPage } from '@/components/restore/restores-page';
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
