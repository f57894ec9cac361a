import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { TenantsPage } from '@/components/provider/tenants/tenants-page';
import { providerTenantsRead } from '@/lib/client/queries/reads';
import { requireProvider } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tenants');
  return { title: t('title') };
}

export default async function Page() {
  const { scope } = await requireProvider();
  return (
    <PageMessages areas={['tenants']}>
      <FirstContent scope={scope} reads={[providerTenantsRead()]}>
        <TenantsPage />
      </FirstContent>
    </PageMessages>
  );
}
