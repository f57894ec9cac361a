import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { PointStep } from '@/components/restore/wizard/point-step';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore'))('title') };
}

export default async function Page({ params }: PageProps<'/machines/[guid]/restore'>) {
  await requireScope();
  const { guid } = await params;
  return (
    <PageMessages areas={['restore', 'machine', 'policies']}>
      <PointStep guid={decodeURIComponent(guid)} />
    </PageMessages>
  );
}
