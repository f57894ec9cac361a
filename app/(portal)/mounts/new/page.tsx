import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { addressOf } from '@/app/(portal)/first-content';
import { PageMessages } from '@/components/frame/page-messages';
import { MountsForbidden } from '@/components/ui/message-pages';
import { NewMountPage } from '@/components/mounts/new/new-mount-page';
import { readKnown } from '@/lib/http/first-content';
import { requireScope } from '@/lib/http/page';
import { getListedRecoveryPoint } from '@/lib/portal/recovery-points/recovery-points';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('new.title') };
}

export default async function Page({ searchParams }: PageProps<'/mounts/new'>) {
  const { me, scope } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  const point = (await addressOf(searchParams)).get('point');
  const known = point && (await readKnown(scope, 'machine:read', () => getListedRecoveryPoint(scope, point)));
  return (
    <PageMessages areas={['mounts']}>
      <NewMountPage known={known || null} />
    </PageMessages>
  );
}
