import type { Claimant } from './call-context';
import { createFairPool } from './fair-pool';
import { processSingleton } from './process-state';

type OpenStream = {
  readonly userId: string;
  readonly close: (reason: string) => void;
  /** Checks whether its reader may still see it. */
  readonly recheck?: () => void;
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

/** Lets the streams of a user check their rights at once; without a user, all streams. */
export function recheckStreams(userId?: string): void {
  changes().count += 1;
  for (const stream of [...streams()]) if (userId === undefined || stream.userId === userId) stream.recheck?.();
}

/** Ends every event stream of this process; browsers reconnect. */
export function closeStreams(reason: string): void {
  for (const stream of [...streams()]) stream.close(reason);
}
