import type { Metadata } from 'next';
import { MachinesPage } from '@/components/machines/machines-page';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Machines' };

export default async function Page() {
  await requireScope();
  return <MachinesPage />;
}
