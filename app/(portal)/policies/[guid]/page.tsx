import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { readPolicyRunsAddress } from '@/lib/client/list-addresses';
import { PolicyPage } from '@/components/policies/policy/policy-page';
import { expectedRunListRead, policyRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data: the title must not reveal another tenant's policy. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.policy') };
}

export default async function Page({ params, searchParams }: PageProps<'/policies/[guid]'>) {
  const { scope } = await requireScope();
  const guid = decodeURIComponent((await params).guid);
  const runs = readPolicyRunsAddress(await addressOf(searchParams), guid);
  return (
    <PageMessages areas={['policies']}>
      <FirstContent scope={scope} reads={[policyRead(guid), expectedRunListRead(runs)]}>
        <PolicyPage guid={guid} />
      </FirstContent>
    </PageMessages>
  );
}
