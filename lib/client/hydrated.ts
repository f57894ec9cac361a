'use client';

import { useSyncExternalStore } from 'react';

/** False in the server's HTML and until the page is alive in the browser. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
