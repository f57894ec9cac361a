import { redirect } from 'next/navigation';
import { firstPageOf, requireScope } from '@/lib/http/page';

/** Redirects to the person's first page; `requireScope` handles people without a tenant. */
export default async function StartPage() {
  const { scope } = await requireScope('usage:read');
  redirect(firstPageOf(scope));
}
