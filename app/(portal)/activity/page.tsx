import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { readActivityAddress } from '@/lib/client/list-addresses';
import { ActivityPage } from '@/components/activity/activity-page';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { operationListRead, operationRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('activity');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/activity'>) {
  const { scope } = await requireScope();
  const address = await addressOf(searchParams);
  const opened = address.get('operation');
  return (
    <PageMessages areas={['activity']}>
      <FirstContent
        scope={scope}
        reads={[operationListRead(readActivityAddress(address)), ...(opened === null ? [] : [operationRead(opened)])]}
      >
        <ActivityPage />
      </FirstContent>
    </PageMessages>
  );
}
