'use client';

import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { request } from '@/lib/client/http/api';
import { useWrite } from '@/lib/client/http/write';
import { keyOf, readOf } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { mayCancel, Me } from '@/lib/contracts/me';
import type { Language, Permission } from '@/lib/contracts/me';
import type { OperationKind } from '@/lib/contracts/operation';

/** The signed-in person, with tenant and permissions. */
export function meQuery() {
  return liveQuery(
    readOf(keyOf('me'), (ask) => ask(Me, '/me')),
    { staleTime: 5 * 60_000 },
  );
}

/** The signed-in person; undefined until known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery()).data;
}

/**
 * Whether the person may do this in the active tenant; false while unknown, so that no action is offered and then
 * refused.
 */
export function useCan(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}

/** Whether the person may cancel work of this kind in the active tenant; false while unknown. */
export function useMayCancel(kind: OperationKind): boolean {
  return mayCancel(useMe()?.permissions ?? [], kind);
}

/** What the provider's pages may offer: a reader changes nothing, and nobody's machines are for a provider of all tenants. */
export function useProviderRights(): { canChange: boolean; isLimited: boolean } {
  const provider = useMe()?.provider;
  return { canChange: provider?.role === 'PROVIDER', isLimited: provider?.limited ?? true };
}

/** Makes another tenant of the person the active one, then loads everything again. */
export function useSwitchTenant() {
  return useWrite({
    answer: Me,
    request: (tenant: string) => ({ method: 'PUT', path: '/me/tenant', body: { tenant }, anyTenant: true }),
    onAnswer: (me) => {
      announceTenant(me.tenant?.slug ?? null);
      window.location.assign('/overview');
    },
  });
}

/** Stores the language with the account, for every device without a choice of its own. */
export function useChooseLanguage() {
  return useWrite({
    answer: Me,
    request: (language: Language) => ({ method: 'PUT', path: '/me/language', body: { language } }),
    isParallel: true,
    onAnswer: (me, client) => client.setQueryData(keyOf('me'), me),
  });
}

const channelName = 'portal-tenant';
const listeners = new Set<() => void>();
let elsewhere: string | null = null;

/** The tenant that the session has made active elsewhere, other than this tab's; null when there is none. */
export function setTenantElsewhere(slug: string | null): void {
  elsewhere = slug;
  for (const listener of listeners) listener();
}

/** Notifies the other tabs of this browser of the active tenant. */
function announceTenant(slug: string | null): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(slug);
  channel.close();
}

/**
 * Reads who is signed in and in which tenant now, whatever this tab shows. Opens the sign-in page when the session has ended.
 */
export function readSession(): Promise<Me> {
  return request(Me, '/me', { anyTenant: true });
}

/** Whether somebody's rights differ from those that a page was made for; unknown ones do not. */
export function haveRightsChanged(shown: Me | undefined, now: Me): boolean {
  const rights = ({ role, permissions, provider }: Me) => JSON.stringify([role, permissions, provider]);
  return shown !== undefined && rights(shown) !== rights(now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') setTenantElsewhere(event.data);
  };
  return () => {
    listeners.delete(listener);
    channel.close();
  };
}

/** Slug of the tenant that became active in another tab; null when none did. */
export function useTenantElsewhere(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => elsewhere,
    () => null,
  );
}
