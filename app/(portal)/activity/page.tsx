import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ActivityPage } from '@/components/activity/activity-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Activity' };

export default async function Page() {
  await requireScope();
  return (
    <Suspense>
      <ActivityPage />
    </Suspense>
  );
}
