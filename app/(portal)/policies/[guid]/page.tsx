import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { PolicyPage } from '@/components/policies/policy/policy-page';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign policy has no name here, not even in the title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.policy') };
}

export default async function Page({ params }: PageProps<'/policies/[guid]'>) {
  await requireScope();
  const { guid } = await params;
  return (
    <PageMessages areas={['policies']}>
      <Suspense>
        <PolicyPage guid={decodeURIComponent(guid)} />
      </Suspense>
    </PageMessages>
  );
}
