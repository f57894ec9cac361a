import type { Metadata } from 'next';
import { ProviderMachinesPage } from '@/components/provider/provider-machines-page';
import { requireProvider } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Machines & ownership' };

export default async function Page() {
  await requireProvider();
  return <ProviderMachinesPage />;
}
