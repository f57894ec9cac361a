import { redirect } from 'next/navigation';
import { requireScope } from '@/lib/http/page';

/** A restore begins with a machine. */
export default async function Page() {
  await requireScope();
  redirect('/machines');
}
