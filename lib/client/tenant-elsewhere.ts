'use client';

import { useSyncExternalStore } from 'react';
import { Me } from '@/lib/contracts/me';
import { request } from './api';

const channelName = 'portal-tenant';
const listeners = new Set<() => void>();
let elsewhere: string | null = null;

/** Tells that the session's active tenant is now another one than this tab shows; null when that has been settled. */
export function setTenantElsewhere(slug: string | null): void {
  elsewhere = slug;
  for (const listener of listeners) listener();
}

/** Tells the other tabs of this browser which tenant is active now. */
export function announceTenant(slug: string | null): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(slug);
  channel.close();
}

/** Asks the session which tenant is active now, whatever this tab shows. Leaves for the sign-in page when it has ended. */
export async function readActiveTenant(): Promise<string | null> {
  const me = await request(Me, '/me', { anyTenant: true });
  return me.tenant?.slug ?? null;
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
