import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { ProviderMachinesPage } from '@/components/provider/provider-machines-page';
import { requireProvider } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('provider');
  return { title: t('machines.title') };
}

export default async function Page() {
  await requireProvider();
  return (
    <PageMessages areas={['provider']}>
      <ProviderMachinesPage />
    </PageMessages>
  );
}
