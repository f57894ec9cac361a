import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PoliciesPage } from '@/components/policies/list/policies-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Policies' };

export default async function Page() {
  await requireScope();
  return (
    <Suspense>
      <PoliciesPage />
    </Suspense>
  );
}
