import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { MountPage } from '@/components/mounts/mount/mount-page';
import { MountsForbidden } from '@/components/ui/message-pages';
import { readKnown } from '@/lib/http/first-content';
import { requireScope } from '@/lib/http/page';
import { getListedMount } from '@/lib/portal/mounts/read-mounts';

/** The name comes with the data: the title must not reveal another tenant's mount. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('mount.title') };
}

export default async function Page({ params }: PageProps<'/mounts/[guid]'>) {
  const { me, scope } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  const guid = decodeURIComponent((await params).guid);
  // Its files come from Storware, so the browser requests them.
  const known = await readKnown(scope, 'mount:run', () => getListedMount(scope, guid));
  return (
    <PageMessages areas={['mounts']}>
      <MountPage guid={guid} known={known} />
    </PageMessages>
  );
}
