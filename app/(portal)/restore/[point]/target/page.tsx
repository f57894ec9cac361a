import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TargetStep } from '@/components/restore/wizard/target-step';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('restore'))('title') };
}

export default async function Page() {
  await requireScope();
  return <TargetStep />;
}
