import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { EditPolicyPage } from '@/components/policies/editor/editor-pages';
import { PoliciesForbidden } from '@/components/ui/message-pages';
import { machineChoicesRead, policyOptionsRead, policyRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data, as on the policy's own page. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.edit') };
}

export default async function Page({ params }: PageProps<'/policies/[guid]/edit'>) {
  const { me, scope } = await requireScope();
  const guid = decodeURIComponent((await params).guid);
  if (!me.permissions.includes('policy:write')) return <PoliciesForbidden />;
  return (
    <PageMessages areas={['policies', 'machines']}>
      <FirstContent scope={scope} reads={[policyRead(guid), policyOptionsRead(), machineChoicesRead()]}>
        <EditPolicyPage guid={guid} />
      </FirstContent>
    </PageMessages>
  );
}
