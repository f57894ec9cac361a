'use client';

import { useSyncExternalStore } from 'react';

export interface Connection {
  /** `connecting`: not yet or again; `open`: events arrive; `lost`: down for so long that pages poll. */
  state: 'connecting' | 'open' | 'lost';
  /** When the stream was last known to live; null before the first time. */
  openAt: number | null;
}

const initial: Connection = { state: 'connecting', openAt: null };
const listeners = new Set<() => void>();
let connection = initial;

/** Told by the event stream only. */
export function setConnection(next: Connection): void {
  if (next.state === connection.state && next.openAt === connection.openAt) return;
  connection = next;
  for (const listener of listeners) listener();
}

/** True while the stream is down for long, so that pages must read by themselves. */
export function isLiveLost(): boolean {
  return connection.state === 'lost';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** State of the live connection of this tab. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    subscribe,
    () => connection,
    () => initial,
  );
}
