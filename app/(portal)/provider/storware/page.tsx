import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { StorwarePage } from '@/components/provider/storware-page';
import { capabilitiesRead, storwareLinkRead } from '@/lib/client/queries/reads';
import { requireProvider } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('provider');
  return { title: t('storware.title') };
}

export default async function Page() {
  const { scope } = await requireProvider();
  return (
    <PageMessages areas={['provider']}>
      <FirstContent scope={scope} reads={[storwareLinkRead(), capabilitiesRead()]}>
        <StorwarePage />
      </FirstContent>
    </PageMessages>
  );
}
