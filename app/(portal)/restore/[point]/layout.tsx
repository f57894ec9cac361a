import { PageMessages } from '@/components/frame/page-messages';
import { RestoreWizard } from '@/components/restore/wizard/restore-wizard';
import { readKnown } from '@/lib/http/first-content';
import { requireScope } from '@/lib/http/page';
import { getListedRecoveryPoint } from '@/lib/portal/recovery-points/recovery-points';

/** What the steps share. Each page reads the session itself, since a layout does not run again on navigation. */
export default async function Layout({ params, children }: LayoutProps<'/restore/[point]'>) {
  const { scope } = await requireScope();
  const point = decodeURIComponent((await params).point);
  const known = await readKnown(scope, 'machine:read', () => getListedRecoveryPoint(scope, point));
  return (
    <PageMessages areas={['restore']}>
      <RestoreWizard point={point} known={known}>
        {children}
      </RestoreWizard>
    </PageMessages>
  );
}
