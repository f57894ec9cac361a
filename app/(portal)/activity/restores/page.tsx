import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { readRestoreAddress } from '@/lib/client/list-addresses';
import { RestoresPage } from '@/components/restore/history/restore-history';
import { restoreListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore.history'))('title') };
}

export default async function Page({ searchParams }: PageProps<'/activity/restores'>) {
  const { scope } = await requireScope();
  const address = await addressOf(searchParams);
  return (
    <PageMessages areas={['restore']}>
      <FirstContent scope={scope} reads={[restoreListRead(null, readRestoreAddress(address))]}>
        <RestoresPage />
      </FirstContent>
    </PageMessages>
  );
}
