import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { MountPage } from '@/components/mounts/mount/mount-page';
import { MountsForbidden } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign mount has no name here, not even in the title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('mount.title') };
}

export default async function Page({ params }: PageProps<'/mounts/[guid]'>) {
  const { me } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  const { guid } = await params;
  return (
    <PageMessages areas={['mounts']}>
      <Suspense>
        <MountPage guid={decodeURIComponent(guid)} />
      </Suspense>
    </PageMessages>
  );
}
