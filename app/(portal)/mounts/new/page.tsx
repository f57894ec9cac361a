import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { MountsForbidden } from '@/components/ui/message-pages';
import { NewMountPage } from '@/components/mounts/new/new-mount-page';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('new.title') };
}

export default async function Page() {
  const { me } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  return (
    <PageMessages areas={['mounts']}>
      <NewMountPage />
    </PageMessages>
  );
}
