import type { Metadata } from 'next';
import { Suspense } from 'react';
import { MountPage } from '@/components/mounts/mount/mount-page';
import { MountsForbidden } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign mount has no name here, not even in the title. */
export const metadata: Metadata = { title: 'Mount' };

export default async function Page({ params }: PageProps<'/mounts/[guid]'>) {
  const { me } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  const { guid } = await params;
  return (
    <Suspense>
      <MountPage guid={decodeURIComponent(guid)} />
    </Suspense>
  );
}
