'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  AssignOwnershipAnswer,
  CapabilityList,
  ProviderMachineList,
  ProviderTenantList,
  StorwareLink,
} from '@/lib/contracts/provider';
import type { AssignOwnershipBody } from '@/lib/contracts/provider';
import { keyOf } from './keys';
import type { ProviderMachineListParams } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';
import { useWrite } from './write';

/** Every machine with its owner, one page. */
export function useProviderMachineList(params: ProviderMachineListParams) {
  return useQuery({
    ...liveQuery(keyOf('provider-machines', params), (ask) =>
      ask(ProviderMachineList, `/provider/machines${queryString({ ...params })}`),
    ),
    placeholderData: keepPreviousData,
  });
}

/** All tenants, with how many machines and members each has. */
export function useProviderTenants() {
  return useQuery(liveQuery(keyOf('provider-tenants'), (ask) => ask(ProviderTenantList, '/provider/tenants')));
}

/** Health of the link to Storware; the provider has no event stream for it, so it is read every 5 s while shown. */
export function useStorwareLink() {
  return useQuery(
    liveQuery(keyOf('storware'), (ask) => ask(StorwareLink, '/provider/storware'), {
      refetchInterval: 5000,
      staleTime: 0,
    }),
  );
}

/** What the Storware server offers beyond the vendor's guide, and why the rest is missing. */
export function useCapabilities() {
  return useQuery(
    liveQuery(keyOf('capabilities'), (ask) => ask(CapabilityList, '/provider/capabilities'), {
      refetchInterval: 15_000,
    }),
  );
}

/** Gives machines to a tenant, or takes them from every one (`tenant: null`). */
export function useAssignOwnership() {
  return useWrite({
    answer: AssignOwnershipAnswer,
    request: (body: AssignOwnershipBody) => ({ method: 'PUT', path: '/provider/ownership', body }),
    changes: ['provider-machines', 'provider-tenants', 'provider-platforms', 'storware'],
  });
}
