'use client';

import { useMe } from '@/lib/client/me';

/** Names a draft so that nobody else at this tab, and no other tenant, ever sees it; null until it is known who is here. */
export function useDraftId(subject: string): string | null {
  const me = useMe();
  return me?.tenant ? `${me.user.id}:${me.tenant.slug}:${subject}` : null;
}
