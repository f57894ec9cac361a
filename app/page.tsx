import { redirect } from 'next/navigation';
import { requireScope } from '@/lib/http/page';

/** Leads everybody to the first page of theirs; `requireScope` itself leads away whoever is in no tenant. */
export default async function StartPage() {
  await requireScope();
  redirect('/overview');
}
