'use client';

import { useSyncExternalStore } from 'react';
import { readTheme } from './theme';
import type { Theme } from './theme';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme chosen in this browser, whoever set it; `start` is what the server read from the cookie. */
export function useTheme(start: Theme): Theme {
  return useSyncExternalStore(
    subscribe,
    () => readTheme(document.documentElement.dataset.theme),
    () => start,
  );
}
