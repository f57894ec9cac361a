import type { Metadata } from 'next';
import { Suspense } from 'react';
import { NewPolicyPage } from '@/components/policies/editor/editor-pages';
import { PoliciesForbidden } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

export const metadata: Metadata = { title: 'New policy' };

export default async function Page() {
  const { me } = await requireScope();
  if (!me.permissions.includes('policy:write')) return <PoliciesForbidden />;
  return (
    <Suspense>
      <NewPolicyPage />
    </Suspense>
  );
}
