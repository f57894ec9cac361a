import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { RestoresPage } from '@/components/restore/history/restore-history';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore.history'))('title') };
}

export default async function Page() {
  await requireScope();
  return (
    <PageMessages areas={['restore']}>
      <Suspense>
        <RestoresPage />
      </Suspense>
    </PageMessages>
  );
}
