import type { Metadata } from 'next';
import { Suspense } from 'react';
import { PolicyPage } from '@/components/policies/policy/policy-page';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign policy has no name here, not even in the title. */
export const metadata: Metadata = { title: 'Policy' };

export default async function Page({ params }: PageProps<'/policies/[guid]'>) {
  await requireScope();
  const { guid } = await params;
  return (
    <Suspense>
      <PolicyPage guid={decodeURIComponent(guid)} />
    </Suspense>
  );
}
