'use client';

import { useSyncExternalStore } from 'react';
import { readTheme } from './preference-cookies';
import type { Theme } from './preference-cookies';

/** Settings of this browser, with their defaults. */
const usual = {
  /** Whether a single key opens the search; speech input tools may type single letters (WCAG 2.1.4). */
  searchKey: true,
  /** Whether times in tables are written out instead of shown as "3 h ago". */
  exactTimes: false,
} as const satisfies Record<string, boolean>;
export type Preference = keyof typeof usual;

const listeners = new Set<() => void>();

/** The preference as this browser stores it. */
export function readPreference(name: Preference): boolean {
  try {
    const stored = globalThis.localStorage.getItem(`preference:${name}`);
    return stored === null ? usual[name] : stored === 'on';
  } catch {
    return usual[name];
  }
}

/** Stores a preference in this browser, for all of its tabs. */
export function setPreference(name: Preference, isOn: boolean): void {
  try {
    globalThis.localStorage.setItem(`preference:${name}`, isOn ? 'on' : 'off');
  } catch {
    // Without storage it can't be stored.
  }
  for (const listener of listeners) listener();
}

/** The preference as a hook; the default on the server. */
export function usePreference(name: Preference): boolean {
  return useSyncExternalStore(
    watch,
    () => readPreference(name),
    () => usual[name],
  );
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme chosen in this browser; `start` is what the server read from the cookie. */
export function useTheme(start: Theme): Theme {
  return useSyncExternalStore(
    subscribe,
    () => readTheme(document.documentElement.dataset.theme),
    () => start,
  );
}
