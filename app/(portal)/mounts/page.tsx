import type { Metadata } from 'next';
import { Suspense } from 'react';
import { MountsForbidden } from '@/components/ui/message-pages';
import { MountsPage } from '@/components/mounts/list/mounts-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Mounts' };

export default async function Page() {
  const { me } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  return (
    <Suspense>
      <MountsPage />
    </Suspense>
  );
}
