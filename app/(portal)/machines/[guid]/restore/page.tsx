import type { Metadata } from 'next';
import { PointStep } from '@/components/restore/wizard/point-step';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Restore' };

export default async function Page({ params }: PageProps<'/machines/[guid]/restore'>) {
  await requireScope();
  const { guid } = await params;
  return <PointStep guid={decodeURIComponent(guid)} />;
}
