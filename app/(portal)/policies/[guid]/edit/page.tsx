import type { Metadata } from 'next';
import { EditPolicyPage } from '@/components/policies/editor/editor-pages';
import { PoliciesForbidden } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

/** The name comes with the data, as on the policy's own page. */
export const metadata: Metadata = { title: 'Edit policy' };

export default async function Page({ params }: PageProps<'/policies/[guid]/edit'>) {
  const { me } = await requireScope();
  const { guid } = await params;
  if (!me.permissions.includes('policy:write')) return <PoliciesForbidden />;
  return <EditPolicyPage guid={decodeURIComponent(guid)} />;
}
