'use client';

import { useSyncExternalStore } from 'react';

/* eslint-disable no-restricted-syntax -- here the two clocks are compared */

/** A browser's clock that differs by more than this is worth a word. */
const clockErrorWorthSayingMs = 60_000;

/** What comes unasked (an event, a page) was on its way for no longer than this: a stream that is so late is given up. */
const longestWayMs = 60_000;

/** What is known of `server clock - browser clock`: it lies between `min` and `max`, most likely at `best`. */
interface Bounds {
  min: number;
  max: number;
  best: number;
}

let bounds: Bounds | null = null;
const listeners = new Set<() => void>();

/**
 * Takes note of the portal's time in an answer that was asked for at `sentAt` (absent: it came unasked) and has just come. A newer
 * word that contradicts what was known replaces it: then one of the clocks was set.
 */
export function noteServerTime(at: string | null, sentAt?: number): void {
  const serverMs = at === null ? Number.NaN : Date.parse(at);
  if (Number.isNaN(serverMs)) return;
  const min = serverMs - Date.now();
  const heard: Bounds =
    sentAt === undefined
      ? { min, max: min + longestWayMs, best: min }
      : { min, max: serverMs - sentAt, best: (min + serverMs - sentAt) / 2 };
  const before = bounds?.best ?? 0;
  bounds = joined(bounds, heard);
  if (bounds.best !== before) for (const listener of listeners) listener();
}

function joined(known: Bounds | null, heard: Bounds): Bounds {
  if (!known) return heard;
  const [min, max] = [Math.max(known.min, heard.min), Math.min(known.max, heard.max)];
  if (min > max) return heard;
  const { best } = heard.max - heard.min < known.max - known.min ? heard : known;
  return { min, max, best: Math.min(max, Math.max(min, best)) };
}

/** The present by the portal's clock, in milliseconds: all that is relative to now is reckoned from it. */
export function serverNow(): number {
  return Date.now() + (bounds?.best ?? 0);
}

/** Calls `listener` when the clock is known better, or was set; returns how to stop. */
export function watchServerClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How far this browser's clock is ahead of the portal's (negative: behind), when that is worth saying; else null. */
export function clockErrorMs(): number | null {
  const error = Math.round(-(bounds?.best ?? 0) / 1000) * 1000;
  return Math.abs(error) > clockErrorWorthSayingMs ? error : null;
}

/** `clockErrorMs`, kept up to date. */
export function useClockError(): number | null {
  return useSyncExternalStore(watchServerClock, clockErrorMs, () => null);
}

/** Forgets what is known, for tests. */
export function resetServerClock(): void {
  bounds = null;
}
