import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { requireScope } from '@/lib/http/page';

/** The first step that has an address below the recovery point. */
export default async function Page({ params }: PageProps<'/restore/[point]'>) {
  await requireScope();
  const { point } = await params;
  redirect(`/restore/${point}/target` as Route);
}
