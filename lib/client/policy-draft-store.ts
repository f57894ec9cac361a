'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { PolicyDraft } from './policy-draft';

/** What was typed, and what the form began with. */
const Entry = z.object({ base: PolicyDraft, draft: PolicyDraft });
type Entry = z.output<typeof Entry>;

const prefix = 'policy-draft:';
const known = new Map<string, Entry | null>();
const listeners = new Set<() => void>();

export interface PolicyDraftState {
  draft: PolicyDraft;
  isDirty: boolean;
  change: (change: Partial<PolicyDraft> | ((draft: PolicyDraft) => Partial<PolicyDraft>)) => void;
  /** Goes on from another state of the policy, with what was typed. */
  rebase: (base: PolicyDraft) => void;
  /** Forgets what was typed. */
  clear: () => void;
}

/**
 * What is typed into the form of a policy, in this tab: Back, reload and a lost session leave it as it is. `start` is what the form
 * shows until something is typed. `id` names policy, person and tenant.
 */
export function usePolicyDraft(id: string, start: PolicyDraft): PolicyDraftState {
  const entry = useSyncExternalStore(watch, () => read(id), () => null);
  const change = useCallback<PolicyDraftState['change']>(
    (given) => {
      const { base, draft } = read(id) ?? { base: start, draft: start };
      const next = { ...draft, ...(typeof given === 'function' ? given(draft) : given) };
      write(id, isSame(base, next) ? null : { base, draft: next });
    },
    [id, start],
  );
  const rebase = useCallback<PolicyDraftState['rebase']>(
    (base) => {
      const before = read(id);
      if (!before) return;
      const present = new Set(base.schedules.map(({ guid }) => guid));
      // A schedule that is gone meanwhile is made again.
      const schedules = before.draft.schedules.map((each) => (present.has(each.guid) ? each : { ...each, guid: null }));
      write(id, { base, draft: { ...before.draft, version: base.version, schedules } });
    },
    [id],
  );
  const clear = useCallback(() => write(id, null), [id]);
  return useMemo(() => ({ draft: entry?.draft ?? start, isDirty: entry !== null, change, rebase, clear }), [entry, start, change, rebase, clear]);
}

function isSame(one: PolicyDraft, other: PolicyDraft): boolean {
  return JSON.stringify(one) === JSON.stringify({ ...one, ...other });
}

function read(id: string): Entry | null {
  const cached = known.get(id);
  if (cached !== undefined) return cached;
  const entry = parseEntry(stored(id));
  known.set(id, entry);
  return entry;
}

/** What a stored text holds; null for anything that is no draft any more. */
export function parseEntry(text: string | null): Entry | null {
  if (text === null) return null;
  try {
    return Entry.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function write(id: string, entry: Entry | null): void {
  known.set(id, entry);
  try {
    if (entry === null) sessionStorage.removeItem(prefix + id);
    else sessionStorage.setItem(prefix + id, JSON.stringify(entry));
  } catch {
    // Storage that is full or forbidden: the draft lives as long as the page.
  }
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(id: string): string | null {
  try {
    return sessionStorage.getItem(prefix + id);
  } catch {
    return null;
  }
}
