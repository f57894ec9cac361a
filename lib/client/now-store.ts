'use client';

import { useSyncExternalStore } from 'react';

interface Clock {
  subscribe: (listener: () => void) => () => void;
  read: () => number;
}

/** A clock that ticks only while someone looks at it, so that all times on a page move together. */
function makeClock(everyMs: number): Clock {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const each of listeners) each();
      }, everyMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read() {
      // Nobody keeps it running: the first reader after a pause must not see an old time.
      if (timer === undefined && Date.now() - now >= everyMs) now = Date.now();
      return now;
    },
  };
}

const clocks = { second: makeClock(1000), coarse: makeClock(15_000) };

/** The present in milliseconds; `second` for countdowns, `coarse` (15 s) for relative times. */
export function useNow(grain: 'second' | 'coarse' = 'coarse'): number {
  const clock = clocks[grain];
  return useSyncExternalStore(clock.subscribe, clock.read, clock.read);
}
