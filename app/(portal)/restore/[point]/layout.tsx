import { PageMessages } from '@/components/frame/page-messages';
import { RestoreWizard } from '@/components/restore/wizard/restore-wizard';

/** What the steps share. Each page asks for the session itself, since a layout does not run again on navigation. */
export default async function Layout({ params, children }: LayoutProps<'/restore/[point]'>) {
  const { point } = await params;
  return (
    <PageMessages areas={['restore']}>
      <RestoreWizard point={decodeURIComponent(point)}>{children}</RestoreWizard>
    </PageMessages>
  );
}
