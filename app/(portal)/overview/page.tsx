import type { Metadata } from 'next';
import { PageMessages } from '@/components/frame/page-messages';
import { OverviewPage } from '@/components/overview/overview-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Overview' };

export default async function Page() {
  await requireScope();
  return (
    <PageMessages areas={['policies']}>
      <OverviewPage />
    </PageMessages>
  );
}
