import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { TenantPage } from '@/components/provider/tenants/tenant-page';
import { providerTenantRead } from '@/lib/client/queries/reads';
import { requireProvider } from '@/lib/http/page';

/** The name comes with the data: the title must not reveal a tenant that the provider may not see. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tenants');
  return { title: t('titleOfOne') };
}

export default async function Page({ params }: PageProps<'/provider/tenants/[slug]'>) {
  const { scope } = await requireProvider();
  const slug = decodeURIComponent((await params).slug);
  return (
    <PageMessages areas={['tenants']}>
      <FirstContent scope={scope} reads={[providerTenantRead(slug)]}>
        <TenantPage slug={slug} />
      </FirstContent>
    </PageMessages>
  );
}
