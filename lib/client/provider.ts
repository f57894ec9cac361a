'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AssignOwnershipAnswer, ProviderMachineList, ProviderTenantList, StorwareLink } from '@/lib/contracts/provider';
import type { AssignOwnershipBody } from '@/lib/contracts/provider';
import { request } from './api';
import { keys } from './keys';
import type { ProviderMachineListParams } from './keys';
import { queryString } from './query-string';

/** Every machine with its owner, one page. */
export function useProviderMachineList(params: ProviderMachineListParams) {
  return useQuery({
    queryKey: keys.provider.machineList(params),
    queryFn: ({ signal }) => request(ProviderMachineList, `/provider/machines${queryString({ ...params })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** All tenants, with how many machines and members each has. */
export function useProviderTenants() {
  return useQuery({ queryKey: keys.provider.tenants, queryFn: ({ signal }) => request(ProviderTenantList, '/provider/tenants', { signal }) });
}

/** Health of the link to Storware; the provider has no event stream for it, so it is read every 5 s while shown. */
export function useStorwareLink() {
  return useQuery({
    queryKey: keys.provider.storware,
    queryFn: ({ signal }) => request(StorwareLink, '/provider/storware', { signal }),
    refetchInterval: 5000,
    staleTime: 0,
  });
}

/** Gives machines to a tenant, or takes them from every one (`tenant: null`). */
export function useAssignOwnership() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AssignOwnershipBody) => request(AssignOwnershipAnswer, '/provider/ownership', { method: 'PUT', body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.provider.all }),
  });
}
