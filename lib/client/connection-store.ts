'use client';

import { useSyncExternalStore } from 'react';

/**
 * `connecting`: not yet, or again after a short cut; `open`: events arrive; `lost`: nothing is heard any more, so pages read by
 * themselves; `offline`: this device says that it has no network.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'offline';

const listeners = new Set<() => void>();
let connection: ConnectionState = 'connecting';

/** Told by the event stream only. */
export function setConnection(next: ConnectionState): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

/** State of the live connection of this tab, at this moment. */
export function connectionState(): ConnectionState {
  return connection;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** State of the live connection of this tab. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribe, connectionState, () => 'connecting');
}
