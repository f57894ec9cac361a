import type { Claimant } from './call-context';
import { createFairPool } from './fair-pool';
import { processSingleton } from './process-state';

type OpenStream = {
  readonly userId: string;
  readonly close: (reason: string) => void;
  /** Looks whether its reader may still see it. */
  readonly recheck?: () => void;
};
const streams = () => processSingleton('open-streams', () => new Set<OpenStream>());

/** Event streams that one process keeps open; each tenant has its share of them. */
export const maxStreams = 5_000;
const places = () => processSingleton('stream-places', () => createFairPool({ size: maxStreams }));

/** A place for one more event stream, as the function that gives it back; null when the claimant, its tenant or the process has all it may have. */
export function placeForStream(claimant: Claimant): (() => void) | null {
  return places().tryAcquire(claimant);
}

/** Notes an open event stream; the answer forgets it again and may be called any number of times. */
export function registerStream(stream: OpenStream): () => void {
  streams().add(stream);
  return () => void streams().delete(stream);
}

/** Event streams that this process has open, of one user or of all. */
export function openStreamCount(userId?: string): number {
  if (userId === undefined) return streams().size;
  return [...streams()].filter((stream) => stream.userId === userId).length;
}

/** How often a change of somebody's rights was reported; what was read before the last time may be old. */
export function accessChanges(): number {
  return changes().count;
}
const changes = () => processSingleton('access-changes', () => ({ count: 0 }));

/** Has the streams of a user look at once whether they may go on; those of everyone without one. */
export function recheckStreams(userId?: string): void {
  changes().count += 1;
  for (const stream of [...streams()]) if (userId === undefined || stream.userId === userId) stream.recheck?.();
}

/** Ends every event stream of this process; browsers come back by themselves. */
export function closeStreams(reason: string): void {
  for (const stream of [...streams()]) stream.close(reason);
}
