import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { ActivityPage } from '@/components/activity/activity-page';
import { PageMessages } from '@/components/frame/page-messages';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('activity');
  return { title: t('title') };
}

export default async function Page() {
  await requireScope();
  return (
    <PageMessages areas={['activity']}>
      <Suspense>
        <ActivityPage />
      </Suspense>
    </PageMessages>
  );
}
