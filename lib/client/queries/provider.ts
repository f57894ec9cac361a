'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type * as z from 'zod';
import { queryString } from '@/lib/client/addresses';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type { ProviderMachineListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { AssignOwnershipAnswer, ProviderMachineList } from '@/lib/contracts/provider';
import type { AssignOwnershipBody } from '@/lib/contracts/provider';
import { NoContent } from '@/lib/contracts/scalar';
import { ProviderTenantDetail } from '@/lib/contracts/tenant';
import type { ChangeTenantBody, CreateTenantBody } from '@/lib/contracts/tenant';
import {
  capabilitiesRead,
  checklistRead,
  providerMachineListRead,
  providerTenantRead,
  providerTenantsRead,
  storwareLinkRead,
} from './reads';

/** How often lists of the provider are polled: the event stream belongs to tenants. */
const everyMs = 10_000;

/** Every machine with its owner, one page. */
export function useProviderMachineList(params: ProviderMachineListParams) {
  return useQuery({ ...liveQuery(providerMachineListRead(params)), placeholderData: keepPreviousData });
}

/** All tenants, with how many machines and members each has. */
export function useProviderTenants() {
  return useQuery(liveQuery(providerTenantsRead()));
}

/** One tenant with what it owns. */
export function useProviderTenant(slug: string) {
  return useQuery(liveQuery(providerTenantRead(slug), { refetchInterval: everyMs }));
}

const linkEveryMs = 5_000;

/** The connection to Storware; the provider has no event stream for it, so it is polled every 5 s while shown. */
export function useStorwareLink() {
  return useQuery(liveQuery(storwareLinkRead(), { refetchInterval: linkEveryMs, staleTime: linkEveryMs }));
}

/** What the Storware server offers beyond the vendor's guide, and why the rest is missing. */
export function useCapabilities() {
  return useQuery(liveQuery(capabilitiesRead(), { refetchInterval: 15_000 }));
}

/** What a new provider does first; read again until nothing is left, since much of it happens elsewhere. */
export function useChecklist() {
  return useQuery(
    liveQuery(checklistRead(), { refetchInterval: ({ state }) => (state.data?.done ? false : linkEveryMs) }),
  );
}

type TenantInput = z.input<typeof CreateTenantBody>;

/** Makes a tenant. */
export function useCreateTenant() {
  return useWrite({
    answer: ProviderTenantDetail,
    request: (body: TenantInput) => ({ method: 'POST', path: '/provider/tenants', body }),
    changes: ['provider-tenants', 'checklist'],
  });
}

/** Changes a tenant: what is absent stays. */
export function useChangeTenant(slug: string) {
  return useWrite({
    answer: ProviderTenantDetail,
    request: (body: ChangeTenantBody) => ({
      method: 'PATCH',
      path: `/provider/tenants/${encodeURIComponent(slug)}`,
      body,
    }),
    changes: ['provider-tenants'],
    onAnswer: (tenant, client) => client.setQueryData(keyOf('provider-tenant', { slug: tenant.slug }), tenant),
  });
}

/** Deletes a tenant, after handing over what it owns if somebody is named. */
export function useDeleteTenant() {
  return useWrite({
    answer: NoContent,
    request: ({ slug, handOverTo }: { slug: string; handOverTo: string | null }) => ({
      method: 'DELETE',
      path: `/provider/tenants/${encodeURIComponent(slug)}`,
      body: { handOverTo },
    }),
    changes: ['provider-tenants', 'provider-machines', 'checklist'],
  });
}

/** Assigns machines to a tenant, or unassigns them (`tenant: null`). */
export function useAssignOwnership() {
  return useWrite({
    answer: AssignOwnershipAnswer,
    request: (body: AssignOwnershipBody) => ({ method: 'PUT', path: '/provider/ownership', body }),
    changes: [
      'provider-machines',
      'provider-tenants',
      'provider-platforms',
      'provider-tenant',
      'storware',
      'checklist',
    ],
  });
}

/** Polls the provider's lists and counts while the page is visible: the event stream belongs to tenants. */
export function useLiveProviderLists(): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      void client.invalidateQueries({ queryKey: ['provider-machines'] });
      void client.invalidateQueries({ queryKey: keyOf('provider-tenants') });
    }, everyMs);
    return () => clearInterval(timer);
  }, [client]);
}

const pageSize = 200;
/** Beyond 2,000 machines a rare platform may be missing from the filter. */
const mostPages = 10;

/** The platforms that occur among all machines; undefined until read. */
export function useProviderPlatforms(): readonly string[] | undefined {
  return useQuery(
    liveQuery(
      readOf(keyOf('provider-platforms'), async (ask) => {
        const platforms = new Set<string>();
        for (let page = 1; page <= mostPages; page += 1) {
          const list = await ask(ProviderMachineList, `/provider/machines${queryString({ page, pageSize })}`);
          for (const { platform } of list.items) platforms.add(platform);
          if (page * pageSize >= list.total) break;
        }
        return [...platforms].sort();
      }),
      { staleTime: 5 * 60_000 },
    ),
  ).data;
}
