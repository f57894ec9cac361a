import type { Metadata } from 'next';
import { TargetStep } from '@/components/restore/wizard/target-step';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'Restore' };

export default async function Page() {
  await requireScope();
  return <TargetStep />;
}
