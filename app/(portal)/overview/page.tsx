import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { OverviewPage } from '@/components/overview/overview-page';
import { expectedRunListRead, overviewRead, missedRuns, missedShownAtFirst } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview');
  return { title: t('title') };
}

export default async function Page() {
  const { scope } = await requireScope();
  return (
    <PageMessages areas={['overview', 'activity', 'policies']}>
      <FirstContent
        scope={scope}
        reads={[overviewRead(), expectedRunListRead({ ...missedRuns, pageSize: missedShownAtFirst })]}
      >
        <OverviewPage />
      </FirstContent>
    </PageMessages>
  );
}
