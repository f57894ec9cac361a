'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { createDraftStore } from './draft-store';
import { PolicyDraft } from './policy-draft';

/** What was typed, and what the form began with. */
const Entry = z.object({ base: PolicyDraft, draft: PolicyDraft });
type Entry = z.output<typeof Entry>;

/** What a stored value holds; null for anything that is no draft any more. */
export function parseEntry(stored: unknown): Entry | null {
  return Entry.safeParse(stored).data ?? null;
}

const store = createDraftStore('policy', parseEntry);

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
 * What is typed into the form of a policy. `start` is what the form shows until something is typed; `id` is of `useDraftId`.
 */
export function usePolicyDraft(id: string, start: PolicyDraft): PolicyDraftState {
  const entry = useSyncExternalStore(
    store.watch,
    () => store.read(id),
    () => null,
  );
  const change = useCallback<PolicyDraftState['change']>(
    (given) => {
      const { base, draft } = store.read(id) ?? { base: start, draft: start };
      const next = { ...draft, ...(typeof given === 'function' ? given(draft) : given) };
      store.write(id, isSame(base, next) ? null : { base, draft: next });
    },
    [id, start],
  );
  const rebase = useCallback<PolicyDraftState['rebase']>(
    (base) => {
      const before = store.read(id);
      if (!before) return;
      const present = new Set(base.schedules.map(({ guid }) => guid));
      // A schedule that is gone meanwhile is made again.
      const schedules = before.draft.schedules.map((each) => (present.has(each.guid) ? each : { ...each, guid: null }));
      store.write(id, { base, draft: { ...before.draft, version: base.version, schedules } });
    },
    [id],
  );
  const clear = useCallback(() => store.write(id, null), [id]);
  return useMemo(
    () => ({ draft: entry?.draft ?? start, isDirty: entry !== null, change, rebase, clear }),
    [entry, start, change, rebase, clear],
  );
}

function isSame(one: PolicyDraft, other: PolicyDraft): boolean {
  return JSON.stringify(one) === JSON.stringify({ ...one, ...other });
}
