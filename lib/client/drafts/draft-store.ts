'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { holdPage, isSignInRequestedHere, watchSignInRequested } from '@/lib/client/http/session-end';
import { useMe } from '@/lib/client/queries/me';

const prefix = 'draft:';

/**
 * Drafts of one kind in this tab: Back, reload and a session that ran out leave them as they are; signing out ends them. The id of a
 * draft names person and tenant (`useDraftId`), so nobody else at this tab ever sees it.
 */
interface DraftStore<T> {
  /** The draft, or null when there is none. `id` null: it is not known yet who is here. */
  read: (id: string | null) => T | null;
  /** Null forgets it. */
  write: (id: string | null, draft: T | null) => void;
  /** Calls `listener` on every change; returns how to stop. */
  watch: (listener: () => void) => () => void;
}

const forgetters = new Set<(isKept: (id: string) => boolean) => void>();

/** Makes the store of one kind of draft. `parse` gets what was stored, and answers null for what is no draft any more. */
export function createDraftStore<T>(kind: string, parse: (stored: unknown) => T | null): DraftStore<T> {
  const known = new Map<string, T | null>();
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of listeners) listener();
  };
  forgetters.add((isKept) => {
    for (const id of known.keys()) if (!isKept(id)) known.delete(id);
    announce();
  });
  const keyOf = (id: string) => `${prefix}${kind}:${id}`;
  return {
    read: (id) => {
      if (id === null) return null;
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const draft = parseStored(storage()?.getItem(keyOf(id)) ?? null, parse);
      known.set(id, draft);
      return draft;
    },
    write: (id, draft) => {
      if (id === null) return;
      known.set(id, draft);
      try {
        if (draft === null) storage()?.removeItem(keyOf(id));
        else storage()?.setItem(keyOf(id), JSON.stringify(draft));
      } catch {
        // Storage that is full: the draft lives as long as the page.
      }
      announce();
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a stored text holds; null for anything that is no draft any more. */
export function parseStored<T>(text: string | null, parse: (stored: unknown) => T | null): T | null {
  if (text === null) return null;
  try {
    return parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Forgets every draft of this tab: its person has signed out. */
export function forgetDrafts(): void {
  forget(() => false);
}

/** Forgets the drafts of everybody else: this person works at the tab now. */
export function keepDraftsOf(userId: string): void {
  forget((id) => id.startsWith(`${userId}:`));
}

/** Names a draft by its subject, the person and the tenant; null until it is known who is here. */
export function useDraftId(subject: string): string | null {
  const me = useMe();
  return me?.tenant ? `${me.user.id}:${me.tenant.slug}:${subject}` : null;
}

function forget(isKept: (id: string) => boolean): void {
  const store = storage();
  if (store) {
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
    for (const key of keys)
      if (key.startsWith(prefix) && !isKept(key.slice(key.indexOf(':', prefix.length) + 1))) store.removeItem(key);
  }
  for (const forgetKind of forgetters) forgetKind(isKept);
}

/** Null where storage is forbidden: drafts then live as long as the page. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

/** While `isDirty`, a session that ends does not take what was typed with it: the person signs in again over the page. */
export function useUnsavedWork(isDirty: boolean): void {
  useEffect(() => (isDirty ? holdPage() : undefined), [isDirty]);
}

/** Whether the session has ended while something typed was not sent yet. */
export function useSignInRequested(): boolean {
  return useSyncExternalStore(watchSignInRequested, isSignInRequestedHere, () => false);
}
