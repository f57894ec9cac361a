import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { effectiveOwner, ownerParam, readOwnershipAddress } from '@/components/provider/ownership-address';
import { ProviderMachinesPage } from '@/components/provider/provider-machines-page';
import { checklistRead, providerMachineListRead, providerTenantsRead } from '@/lib/client/queries/reads';
import { requireProvider } from '@/lib/http/page';
import { listTenants } from '@/lib/portal/provider/read-tenants';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('provider');
  return { title: t('machines.title') };
}

export default async function Page({ searchParams }: PageProps<'/provider/machines'>) {
  const { scope } = await requireProvider();
  const query = readOwnershipAddress(await addressOf(searchParams));
  const tenants = query.owner === null ? await listTenants(scope).catch(() => null) : null;
  const owner = effectiveOwner(query.owner, tenants?.unassigned) ?? 'none';
  return (
    <PageMessages areas={['provider']}>
      <FirstContent
        scope={scope}
        reads={[
          checklistRead(),
          providerTenantsRead(),
          providerMachineListRead({ ...query.params, owner: ownerParam(owner) }),
        ]}
      >
        <ProviderMachinesPage />
      </FirstContent>
    </PageMessages>
  );
}
