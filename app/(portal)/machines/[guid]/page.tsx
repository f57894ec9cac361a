import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { MachinePage } from '@/components/machine/page/machine-page';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign machine has no name here, not even in the title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('machine');
  return { title: t('title') };
}

export default async function Page({ params }: PageProps<'/machines/[guid]'>) {
  await requireScope();
  const { guid } = await params;
  return (
    <PageMessages areas={['machine', 'machines', 'activity', 'backup', 'policies', 'restore', 'mounts']}>
      <MachinePage guid={decodeURIComponent(guid)} />
    </PageMessages>
  );
}
