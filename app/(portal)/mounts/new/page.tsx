import type { Metadata } from 'next';
import { Suspense } from 'react';
import { MountsForbidden } from '@/components/ui/message-pages';
import { NewMountPage } from '@/components/mounts/new/new-mount-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'New mount' };

export default async function Page() {
  const { me } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  return (
    <Suspense>
      <NewMountPage />
    </Suspense>
  );
}
