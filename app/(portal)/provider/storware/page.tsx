import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { StorwarePage } from '@/components/provider/storware-page';
import { requireProvider } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('provider');
  return { title: t('storware.title') };
}

export default async function Page() {
  await requireProvider();
  return (
    <PageMessages areas={['provider']}>
      <StorwarePage />
    </PageMessages>
  );
}
