import type { Metadata } from 'next';
import { StorwarePage } from '@/components/provider/storware-page';
import { requireProvider } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Storware link' };

export default async function Page() {
  await requireProvider();
  return <StorwarePage />;
}
