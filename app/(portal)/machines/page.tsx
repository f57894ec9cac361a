import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { readMachineAddress } from '@/components/machines/machine-address';
import { MachinesPage } from '@/components/machines/machines-page';
import { machineFacetsRead, machineListRead } from '@/lib/client/queries/reads';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('machines');
  return { title: t('title') };
}

export default async function Page({ searchParams }: PageProps<'/machines'>) {
  const { scope } = await requireScope();
  const params = readMachineAddress(await addressOf(searchParams));
  return (
    <PageMessages areas={['machines', 'backup']}>
      <FirstContent scope={scope} reads={[machineListRead(params), machineFacetsRead()]}>
        <MachinesPage />
      </FirstContent>
    </PageMessages>
  );
}
