import type { Metadata } from 'next';
import { NameStep } from '@/components/restore/wizard/name-step';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Restore' };

export default async function Page() {
  await requireScope();
  return <NameStep />;
}
