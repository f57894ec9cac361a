import type { Metadata } from 'next';
import { MachinePage } from '@/components/machine/page/machine-page';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data; a foreign machine has no name here, not even in the title. */
export const metadata: Metadata = { title: 'Machine' };

export default async function Page({ params }: PageProps<'/machines/[guid]'>) {
  await requireScope();
  const { guid } = await params;
  return <MachinePage guid={decodeURIComponent(guid)} />;
}
