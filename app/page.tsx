import { redirect } from 'next/navigation';
import { firstPageOf, requireScope } from '@/lib/http/page';

/** Leads everybody to the first page of theirs; `requireScope` itself leads away whoever is in no tenant. */
export default async function StartPage() {
  const { scope } = await requireScope('usage:read');
  redirect(firstPageOf(scope));
}
