import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import {
  readMachineActivityAddress,
  readMachineTab,
  readPlannedAddress,
  readRecoveryPointAddress,
} from '@/components/machine/page/machine-address';
import { MachinePage } from '@/components/machine/page/machine-page';
import { timelineDays } from '@/components/machine/timeline/timeline-marks';
import { readRestoreAddress } from '@/lib/client/list-addresses';
import {
  expectedRunListRead,
  machineRead,
  operationListRead,
  policyRead,
  recentPointsRead,
  recoveryPointListRead,
  removedPointsRead,
  restoreListRead,
} from '@/lib/client/queries/reads';
import { readKnown } from '@/lib/http/first-content';
import { pageTime, requireScope } from '@/lib/http/page';
import { getMachine } from '@/lib/portal/machines/get-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** The name comes with the data: the title must not reveal another tenant's machine. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('machine');
  return { title: t('title') };
}

export default async function Page({ params, searchParams }: PageProps<'/machines/[guid]'>) {
  const { scope } = await requireScope();
  const guid = decodeURIComponent((await params).guid);
  const address = await addressOf(searchParams);
  return (
    <PageMessages areas={['machine', 'machines', 'activity', 'backup', 'policies', 'restore', 'mounts']}>
      <FirstContent
        scope={scope}
        reads={[
          machineRead(guid),
          recentPointsRead(guid, timelineDays, Date.parse(pageTime())),
          ...(await readsOfTab(scope, guid, address)),
        ]}
      >
        <MachinePage guid={guid} />
      </FirstContent>
    </PageMessages>
  );
}

/** The queries of the opened view; some views need only the machine. */
async function readsOfTab(scope: TenantScope, guid: string, address: URLSearchParams) {
  switch (readMachineTab(address)) {
    case 'points': {
      const params = readRecoveryPointAddress(address);
      return [recoveryPointListRead(guid, params), removedPointsRead(guid, params.type)];
    }
    case 'planned':
      return [expectedRunListRead(readPlannedAddress(address, guid))];
    case 'activity':
      return [operationListRead(readMachineActivityAddress(address, guid))];
    case 'restores':
      return [restoreListRead(guid, readRestoreAddress(address))];
    case 'policy': {
      const policy = (await readKnown(scope, 'machine:read', () => getMachine(scope, guid)))?.policy;
      return policy ? [policyRead(policy.guid)] : [];
    }
    case 'details':
      return [];
  }
}
