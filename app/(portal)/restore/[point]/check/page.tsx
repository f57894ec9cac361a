import type { Metadata } from 'next';
import { CheckStep } from '@/components/restore/wizard/check-step';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Restore' };

export default async function Page() {
  await requireScope();
  return <CheckStep />;
}
