'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AuditListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import type { AuditList } from '@/lib/contracts/audit';
import { auditListRead, providerAuditListRead } from './reads';

/** One page of the tenant's audit trail; the event stream says when there is more. */
export function useAuditList(params: AuditListParams) {
  return useQuery({ ...liveQuery(auditListRead(params)), placeholderData: keepPreviousData });
}

const everyMs = 10_000;

/** One page of the provider's; the event stream belongs to tenants, so it is read every 10 s while shown. */
export function useProviderAuditList(params: AuditListParams) {
  return useQuery({
    ...liveQuery(providerAuditListRead(params), { refetchInterval: everyMs }),
    placeholderData: keepPreviousData,
  });
}

/** One entry that the list does not show, such as of a link; null when there is none, and undefined while it is read. */
export function useAuditEntry(of: 'tenant' | 'provider', id: string | null) {
  const params = { search: id ?? '', pageSize: 1 };
  const select = ({ items }: AuditList) => items.find((entry) => entry.id === id) ?? null;
  const ofTenant = useQuery({ ...liveQuery(auditListRead(params)), select, enabled: id !== null && of === 'tenant' });
  const ofProvider = useQuery({
    ...liveQuery(providerAuditListRead(params)),
    select,
    enabled: id !== null && of === 'provider',
  });
  return of === 'tenant' ? ofTenant : ofProvider;
}
