import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageMessages } from '@/components/frame/page-messages';
import { MountPage } from '@/components/mounts/mount/mount-page';
import { MountsForbidden } from '@/components/ui/message-pages';
import { readKnown } from '@/lib/http/first-content';
import { requireScope } from '@/lib/http/page';
import { getListedMount } from '@/lib/portal/mounts/read-mounts';

/** The name comes with the data; a foreign mount has no name here, not even in the title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mounts');
  return { title: t('mount.title') };
}

export default async function Page({ params }: PageProps<'/mounts/[guid]'>) {
  const { me, scope } = await requireScope();
  if (!me.permissions.includes('mount:run')) return <MountsForbidden />;
  const guid = decodeURIComponent((await params).guid);
  // Its files are Storware's to tell, and the browser asks for them.
  const known = await readKnown(scope, 'mount:run', () => getListedMount(scope, guid));
  return (
    <PageMessages areas={['mounts']}>
      <MountPage guid={guid} known={known} />
    </PageMessages>
  );
}
