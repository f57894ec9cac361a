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
import { pageTime, requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore'))('title') };
}

export default async function Page({ params, searchParams }: PageProps<'/machines/[guid]/restore'>) {
  const { scope } = await requireScope();
  const guid = decodeURIComponent((await params).guid);
  const points = readRecoveryPointAddress(await addressOf(searchParams));
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
        <PointStep guid={guid} />
      </FirstContent>
    </PageMessages>
  );
}
