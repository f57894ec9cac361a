import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { AuditPage } from '@/components/audit/audit-page';
import { PageMessages } from '@/components/frame/page-messages';
import { readAuditAddress } from '@/lib/client/list-addresses';
import { auditListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/settings/audit'>) {
  const { scope } = await requireScope('audit:read');
  const { params } = readAuditAddress(await addressOf(searchParams));
  return (
    <PageMessages areas={['audit']}>
      <FirstContent scope={scope} reads={[auditListRead(params)]}>
        <AuditPage />
      </FirstContent>
    </PageMessages>
  );
}
