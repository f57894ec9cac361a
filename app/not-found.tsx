import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NothingHere } from '@/components/ui/message-pages';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return { title: t('notFound.title') };
}

export default function NotFound() {
  return (
    <main>
      <NothingHere />
    </main>
  );
}
