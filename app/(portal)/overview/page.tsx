import type { Metadata } from 'next';
import { OverviewPage } from '@/components/overview/overview-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Overview' };

export default async function Page() {
  await requireScope();
  return <OverviewPage />;
}
