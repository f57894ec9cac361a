'use client';

import { useSyncExternalStore } from 'react';

/* eslint-disable no-restricted-syntax -- here the two clocks are compared */

/** A larger difference of the browser's clock is reported. */
const reportedClockErrorMs = 60_000;

/** The time of an event or a page is no older than this: a stream that is so late is given up. */
const longestWayMs = 60_000;

/** The range of `server clock - browser clock`: between `min` and `max`, most likely `best`. */
interface Bounds {
  min: number;
  max: number;
  best: number;
}

let bounds: Bounds | null = null;
const listeners = new Set<() => void>();

/**
 * Records the portal's time of a response that was requested at `sentAt` (absent: an event or page) and has just
 * arrived. A newer time that contradicts the range replaces it: then one of the clocks was set.
 */
export function noteServerTime(at: string | null, sentAt?: number): void {
  const serverMs = at === null ? Number.NaN : Date.parse(at);
  if (Number.isNaN(serverMs)) return;
  const min = serverMs - Date.now();
  const received: Bounds =
    sentAt === undefined
      ? { min, max: min + longestWayMs, best: min }
      : { min, max: serverMs - sentAt, best: (min + serverMs - sentAt) / 2 };
  const before = bounds?.best ?? 0;
  bounds = joined(bounds, received);
  if (bounds.best !== before) for (const listener of listeners) listener();
}

function joined(known: Bounds | null, received: Bounds): Bounds {
  if (!known) return received;
  const [min, max] = [Math.max(known.min, received.min), Math.min(known.max, received.max)];
  if (min > max) return received;
  const { best } = received.max - received.min < known.max - known.min ? received : known;
  return { min, max, best: Math.min(max, Math.max(min, best)) };
}

/** The present by the portal's clock, in milliseconds: the base of all relative times. */
export function serverNow(): number {
  return Date.now() + (bounds?.best ?? 0);
}

/** Calls `listener` when the clock is known better, or was set; returns a function that stops it. */
export function watchServerClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * How far this browser's clock is ahead of the portal's (negative: behind), when that is worth reporting; else null.
 */
export function clockErrorMs(): number | null {
  const error = Math.round(-(bounds?.best ?? 0) / 1000) * 1000;
  return Math.abs(error) > reportedClockErrorMs ? error : null;
}

/** `clockErrorMs` as a hook. */
export function useClockError(): number | null {
  return useSyncExternalStore(watchServerClock, clockErrorMs, () => null);
}

/** Forgets what is known, for tests. */
export function resetServerClock(): void {
  bounds = null;
}
