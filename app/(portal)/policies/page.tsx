import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { readPolicyListAddress } from '@/lib/client/list-addresses';
import { PoliciesPage } from '@/components/policies/list/policies-page';
import { policyListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.list') };
}

export default async function Page({ searchParams }: PageProps<'/policies'>) {
  const { scope } = await requireScope();
  const address = await addressOf(searchParams);
  return (
    <PageMessages areas={['policies']}>
      <FirstContent scope={scope} reads={[policyListRead(readPolicyListAddress(address))]}>
        <PoliciesPage />
      </FirstContent>
    </PageMessages>
  );
}
