import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { apiDocument } from '@/app/api/openapi.json/declared-routes';
import { ApiOperationPage } from '@/components/api-docs/api-operation-page';
import { PageMessages } from '@/components/frame/page-messages';
import { requireSignedIn } from '@/lib/http/page';

type Props = PageProps<'/api/docs/[operation]'>;

function operationNamed(id: string) {
  for (const [path, methods] of Object.entries(apiDocument().paths))
    for (const [method, operation] of Object.entries(methods))
      if (operation.operationId === id) return { method, path, operation };
  return null;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations('apiDocs');
  const found = operationNamed((await params).operation);
  return { title: found ? `${found.method.toUpperCase()} ${found.path}` : t('title') };
}

export default async function Page({ params }: Props) {
  await requireSignedIn();
  const found = operationNamed((await params).operation);
  if (!found) notFound();
  return (
    <PageMessages areas={['apiDocs']}>
      <ApiOperationPage {...found} />
    </PageMessages>
  );
}
