import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireSignedIn } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return { title: t('notFound.title') };
}

/** An address that leads nowhere keeps the frame around it, so that the way on is in sight. Of data there is no page at all. */
export default async function MissingPage({ params }: { params: Promise<{ missing: string[] }> }) {
  const { missing } = await params;
  if (missing[0] !== 'api') await requireSignedIn();
  notFound();
}
