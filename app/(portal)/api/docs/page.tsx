import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { apiDocument } from '@/app/api/openapi.json/declared-routes';
import { ApiIndexPage } from '@/components/api-docs/api-index-page';
import { requireSignedIn } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiDocs');
  return { title: t('title') };
}

export default async function Page() {
  await requireSignedIn();
  return <ApiIndexPage document={apiDocument()} />;
}
