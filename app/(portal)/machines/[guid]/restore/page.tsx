import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf, FirstContent } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { readRecoveryPointAddress } from '@/components/machine/page/machine-address';
import { timelineDays } from '@/components/machine/timeline/timeline-marks';
import { PointStep } from '@/components/restore/wizard/point-step';
import {
  machineRead,
  newestRestorableRead,
  recentPointsRead,
  recoveryPointListRead,
  removedPointsRead,
} from '@/lib/client/queries/reads';
import { readKnown } from '@/lib/http/first-content';
import { pageTime, requireScope } from '@/lib/http/page';
import { getListedRecoveryPoint } from '@/lib/portal/recovery-points/recovery-points';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore'))('title') };
}

export default async function Page({ params, searchParams }: PageProps<'/machines/[guid]/restore'>) {
  const { scope } = await requireScope();
  const guid = decodeURIComponent((await params).guid);
  const address = await addressOf(searchParams);
  const points = readRecoveryPointAddress(address);
  const point = address.get('point');
  const known = point && (await readKnown(scope, 'machine:read', () => getListedRecoveryPoint(scope, point)));
  return (
    <PageMessages areas={['restore', 'machine', 'policies']}>
      <FirstContent
        scope={scope}
        reads={[
          machineRead(guid),
          newestRestorableRead(guid),
          recentPointsRead(guid, timelineDays, Date.parse(pageTime())),
          recoveryPointListRead(guid, points),
          removedPointsRead(guid, points.type),
        ]}
      >
        <PointStep guid={guid} known={known || null} />
      </FirstContent>
    </PageMessages>
  );
}
