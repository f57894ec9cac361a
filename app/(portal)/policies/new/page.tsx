import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { NewPolicyPage } from '@/components/policies/editor/editor-pages';
import { PoliciesForbidden } from '@/components/ui/message-pages';
import { machineChoicesRead, policyOptionsRead, policyRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.new') };
}

export default async function Page({ searchParams }: PageProps<'/policies/new'>) {
  const { me, scope } = await requireScope();
  const model = (await addressOf(searchParams)).get('copy');
  if (!me.permissions.includes('policy:write')) return <PoliciesForbidden />;
  return (
    <PageMessages areas={['policies', 'machines']}>
      <FirstContent
        scope={scope}
        reads={[policyOptionsRead(), machineChoicesRead(), ...(model === null ? [] : [policyRead(model)])]}
      >
        <NewPolicyPage />
      </FirstContent>
    </PageMessages>
  );
}
