'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { RestoreBody, RestoreMode } from '@/lib/contracts/restore';
import { createDraftStore, useDraftId } from './draft-store';

/** The entry of one field: a choice or text, a switch, or a choice for each disk or network card. */
export const DraftValue = z.union([z.string(), z.boolean(), z.record(z.string(), z.string())]);
export type DraftValue = z.infer<typeof DraftValue>;

/** How disks are placed: on their original storages, all on one, or each on its own. */
export const DiskPlacement = z.enum(['original', 'one', 'each']);
export type DiskPlacement = z.infer<typeof DiskPlacement>;

const Draft = z.object({
  mode: RestoreMode.nullable().default(null),
  placement: DiskPlacement.nullable().default(null),
  /** Entries by the name of the field; for a missing one the portal's proposal is used. */
  values: z.record(z.string(), DraftValue).default({}),
  /** Faults that the portal found, by field. */
  faults: z.record(z.string(), z.string()).default({}),
  /** The request that was sent and not answered yet, with its idempotency key. */
  sent: z.object({ body: RestoreBody, key: z.uuid() }).nullable().default(null),
});
export type RestoreDraft = z.output<typeof Draft>;

export const emptyDraft: RestoreDraft = Draft.parse({});

/** Parses a stored draft; null when it is invalid or of an older format. */
export function parseDraft(stored: unknown): RestoreDraft | null {
  return Draft.safeParse(stored).data ?? null;
}

const store = createDraftStore('restore', parseDraft);

export type ChangeDraft = (change: Partial<RestoreDraft> | ((draft: RestoreDraft) => Partial<RestoreDraft>)) => void;

/** The entries of this user for this recovery point in this tab. Confirmations of deletions are never stored. */
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
