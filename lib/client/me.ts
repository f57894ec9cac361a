'use client';

import { useQuery } from '@tanstack/react-query';
import { Me } from '@/lib/contracts/me';
import type { Permission } from '@/lib/contracts/me';
import { keyOf } from './keys';
import { liveQuery } from './live-query';
import { announceTenant } from './tenant-elsewhere';
import { useWrite } from './write';

/** Who is signed in, in which tenant, with which permissions. */
export function meQuery() {
  return liveQuery(keyOf('me'), (ask) => ask(Me, '/me'), { staleTime: 5 * 60_000 });
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
  return useWrite({
    answer: Me,
    request: (tenant: string) => ({ method: 'PUT', path: '/me/tenant', body: { tenant } }),
    onAnswer: (me) => {
      announceTenant(me.tenant?.slug ?? null);
      window.location.assign('/overview');
    },
  });
}
