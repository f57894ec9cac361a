import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { requireScope } from '@/lib/http/page';

/** The restores of a machine are a view of its page. */
export default async function Page({ params }: PageProps<'/machines/[guid]/restores'>) {
  await requireScope();
  const { guid } = await params;
  redirect(`/machines/${guid}?tab=restores` as Route);
}
