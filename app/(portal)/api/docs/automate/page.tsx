import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AutomatePage } from '@/components/api-docs/automate-page';
import { portalAddress, requireSignedIn } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiDocs');
  return { title: t('automate.title') };
}

export default async function Page() {
  await requireSignedIn();
  return <AutomatePage portal={await portalAddress()} />;
}
