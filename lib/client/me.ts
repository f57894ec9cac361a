'use client';

import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { Me } from '@/lib/contracts/me';
import type { Permission } from '@/lib/contracts/me';
import { request } from './api';
import { keys } from './keys';
import { announceTenant } from './tenant-elsewhere';

/** Who is signed in, in which tenant, with which permissions. */
export function meQuery() {
  return queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => request(Me, '/me', { signal }), staleTime: 5 * 60_000 });
}

/** Who is signed in; undefined until it is known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery()).data;
}

/** Whether the person may do this in the active tenant; false while unknown, so that nothing is offered and then refused. */
export function useCan(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}

/** Makes another tenant of the person the active one, then loads everything anew. */
export function useSwitchTenant() {
  return useMutation({
    mutationFn: (tenant: string) => request(Me, '/me/tenant', { method: 'PUT', body: { tenant } }),
    onSuccess: (me) => {
      announceTenant(me.tenant?.slug ?? null);
      window.location.assign('/overview');
    },
  });
}
