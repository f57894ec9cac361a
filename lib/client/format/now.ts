'use client';

import { createContext, useContext, useSyncExternalStore } from 'react';
import { serverNow, watchServerClock } from '@/lib/client/live/server-clock';

interface Clock {
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

/** A clock that ticks only while it is used, so that all times on a page change together. */
function makeClock(everyMs: number): Clock {
  const listeners = new Set<() => void>();
  let now = serverNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  let stopWatching: (() => void) | undefined;
  const tick = () => {
    now = serverNow();
    for (const each of listeners) each();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(tick, everyMs);
      // A wrong clock is corrected at once; a small improvement can wait.
      stopWatching ??= watchServerClock(() => {
        if (Math.abs(serverNow() - now) > 2 * everyMs) tick();
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        stopWatching?.();
        stopWatching = undefined;
      };
    },
    read() {
      // Nothing updates it while unused: the first reader after a pause must not see an old time.
      if (timer === undefined && Math.abs(serverNow() - now) >= everyMs) now = serverNow();
      return now;
    },
  };
}

const clocks = { second: makeClock(1000), coarse: makeClock(15_000) };

const ServedAt = createContext<number | null>(null);

/**
 * Sets the moment at which the page was rendered, in milliseconds: its HTML and the first render in the browser use it.
 */
export const ServedAtProvider = ServedAt.Provider;

/** The present by the portal's clock, in milliseconds; `second` for countdowns, `coarse` (15 s) for relative times. */
export function useNow(grain: 'second' | 'coarse' = 'coarse'): number {
  const clock = clocks[grain];
  const servedAt = useContext(ServedAt);
  return useSyncExternalStore(clock.subscribe, clock.read, () => servedAt ?? clock.read());
}

/** False in the server's HTML and until the page is hydrated in the browser. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
