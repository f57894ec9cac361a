import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { ProviderAuditPage } from '@/components/audit/audit-page';
import { PageMessages } from '@/components/frame/page-messages';
import { readAuditAddress } from '@/lib/client/list-addresses';
import { providerAuditListRead } from '@/lib/client/queries/reads';
import { requireProvider } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit.provider');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/provider/audit'>) {
  const { scope } = await requireProvider();
  const { params } = readAuditAddress(await addressOf(searchParams));
  return (
    <PageMessages areas={['audit']}>
      <FirstContent scope={scope} reads={[providerAuditListRead(params)]}>
        <ProviderAuditPage />
      </FirstContent>
    </PageMessages>
  );
}
