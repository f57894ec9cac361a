import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { MountsPage, MountsRefused } from '@/components/mounts/list/mounts-page';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('title') };
}

export default async function Page() {
  const { me } = await requireScope();
  return (
    <PageMessages areas={['mounts']}>
      {me.permissions.includes('mount:run') ? (
        <Suspense>
          <MountsPage />
        </Suspense>
      ) : (
        <MountsRefused />
      )}
    </PageMessages>
  );
}
