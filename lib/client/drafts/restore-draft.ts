'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { RestoreBody, RestoreMode } from '@/lib/contracts/restore';
import { createDraftStore, useDraftId } from './draft-store';

/** What was entered for one field: a choice or text, a switch, or one choice for each disk or card. */
export const DraftValue = z.union([z.string(), z.boolean(), z.record(z.string(), z.string())]);
export type DraftValue = z.infer<typeof DraftValue>;

/** Where the disks go: as they were, all to one storage, or each to its own. */
export const DiskPlacement = z.enum(['original', 'one', 'each']);
export type DiskPlacement = z.infer<typeof DiskPlacement>;

const Draft = z.object({
  mode: RestoreMode.nullable().default(null),
  placement: DiskPlacement.nullable().default(null),
  /** By the name of the field; what is missing is as the portal proposes. */
  values: z.record(z.string(), DraftValue).default({}),
  /** What the portal found wrong, by the path in the request. */
  faults: z.record(z.string(), z.string()).default({}),
  /** The key of the request that was sent and not answered yet, and the request that it stands for. */
  sent: z.object({ body: RestoreBody, key: z.uuid() }).nullable().default(null),
});
export type RestoreDraft = z.output<typeof Draft>;

export const emptyDraft: RestoreDraft = Draft.parse({});

/** The draft that a stored value holds; null for what is no draft any more. */
export function parseDraft(stored: unknown): RestoreDraft | null {
  return Draft.safeParse(stored).data ?? null;
}

const store = createDraftStore('restore', parseDraft);

export type ChangeDraft = (change: Partial<RestoreDraft> | ((draft: RestoreDraft) => Partial<RestoreDraft>)) => void;

/** What this person entered for this recovery point in this tab. What confirms a deletion is no part of it: that is never kept. */
export function useRestoreDraft(point: string): { draft: RestoreDraft; change: ChangeDraft; clear: () => void } {
  const id = useDraftId(point);
  const draft = useSyncExternalStore(
    store.watch,
    () => store.read(id) ?? emptyDraft,
    () => emptyDraft,
  );
  const change = useCallback<ChangeDraft>(
    (given) => {
      const before = store.read(id) ?? emptyDraft;
      store.write(id, { ...before, ...(typeof given === 'function' ? given(before) : given) });
    },
    [id],
  );
  const clear = useCallback(() => store.write(id, null), [id]);
  return useMemo(() => ({ draft, change, clear }), [draft, change, clear]);
}
