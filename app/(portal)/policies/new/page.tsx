import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { PageMessages } from '@/components/frame/page-messages';
import { NewPolicyPage } from '@/components/policies/editor/editor-pages';
import { PoliciesForbidden } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('policies');
  return { title: t('titles.new') };
}

export default async function Page() {
  const { me } = await requireScope();
  if (!me.permissions.includes('policy:write')) return <PoliciesForbidden />;
  return (
    <PageMessages areas={['policies', 'machines']}>
      <Suspense>
        <NewPolicyPage />
      </Suspense>
    </PageMessages>
  );
}
