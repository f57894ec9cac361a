import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { MachinesPage } from '@/components/machines/machines-page';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('machines');
  return { title: t('title') };
}

export default async function Page() {
  await requireScope();
  return (
    <PageMessages areas={['machines', 'backup']}>
      <MachinesPage />
    </PageMessages>
  );
}
