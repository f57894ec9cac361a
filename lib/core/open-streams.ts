import type { Claimant } from './call-context';
import { createFairPool } from './fair-pool';
import { processSingleton } from './process-state';

type OpenStream = {
  readonly userId: string;
  readonly close: (reason: string) => void;
};
const streams = () => processSingleton('open-streams', () => new Set<OpenStream>());

/** Event streams that one process keeps open; each tenant has its share of them. */
export const maxStreams = 5_000;
const places = () => processSingleton('stream-places', () => createFairPool({ size: maxStreams }));

/**
 * Takes a slot for an event stream and returns its release function; null when the person, the tenant or the process is
 * at its limit.
 */
export function placeForStream(claimant: Claimant): (() => void) | null {
  return places().tryAcquire(claimant);
}

/** Registers an open event stream; the returned function unregisters it and may be called any number of times. */
export function registerStream(stream: OpenStream): () => void {
  streams().add(stream);
  return () => void streams().delete(stream);
}

/** The number of open event streams of this process, of one user or of all. */
export function openStreamCount(userId?: string): number {
  if (userId === undefined) return streams().size;
  return [...streams()].filter((stream) => stream.userId === userId).length;
}

/** How often a change of rights was reported; data read before the last time may be outdated. */
export function accessChanges(): number {
  return changes().count;
}
const changes = () => processSingleton('access-changes', () => ({ count: 0 }));

type Watcher = { readonly userId: string; readonly check: () => void };
const watchers = () => processSingleton('access-watchers', () => new Set<Watcher>());

/** Calls `check` whenever the rights of a user may have changed, until the returned function is called. */
export function watchAccess(userId: string, check: () => void): () => void {
  const watcher = { userId, check };
  watchers().add(watcher);
  return () => void watchers().delete(watcher);
}

/** Lets what a user has open check the rights at once; without a user, everybody's. */
export function recheckAccess(userId?: string): void {
  changes().count += 1;
  for (const watcher of [...watchers()]) if (userId === undefined || watcher.userId === userId) watcher.check();
}

/** Ends every event stream of this process; browsers reconnect. */
export function closeStreams(reason: string): void {
  for (const stream of [...streams()]) stream.close(reason);
}
