import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { mountPreparations, readMountListAddress } from '@/components/mounts/files/folder-address';
import { MountsPage, MountsRefused } from '@/components/mounts/list/mounts-page';
import { mountListRead, operationListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/mounts'>) {
  const { me, scope } = await requireScope();
  const params = readMountListAddress(await addressOf(searchParams));
  return (
    <PageMessages areas={['mounts']}>
      {me.permissions.includes('mount:run') ? (
        <FirstContent scope={scope} reads={[mountListRead(params), operationListRead(mountPreparations)]}>
          <MountsPage />
        </FirstContent>
      ) : (
        <MountsRefused />
      )}
    </PageMessages>
  );
}
