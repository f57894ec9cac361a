import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { PoliciesPage } from '@/components/policies/list/policies-page';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.list') };
}

export default async function Page() {
  await requireScope();
  return (
    <PageMessages areas={['policies']}>
      <Suspense>
        <PoliciesPage />
      </Suspense>
    </PageMessages>
  );
}
