'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { RestoreBody, RestoreMode } from '@/lib/contracts/restore';

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
  /** What was typed to confirm each machine that would be deleted, by its guid, beside its name. */
  typed: z.record(z.string(), z.object({ name: z.string(), text: z.string() })).default({}),
  /** What the portal found wrong, by the path in the request. */
  faults: z.record(z.string(), z.string()).default({}),
  /** The key of the request that was sent and not answered yet, and the request that it stands for. */
  sent: z.object({ body: RestoreBody, key: z.uuid() }).nullable().default(null),
});
export type RestoreDraft = z.output<typeof Draft>;

export const emptyDraft: RestoreDraft = Draft.parse({});

const prefix = 'restore-draft:';
const known = new Map<string, RestoreDraft>();
const listeners = new Set<() => void>();

/** What was entered for this recovery point in this tab; what is not a draft any more counts as nothing. */
export function readDraft(point: string): RestoreDraft {
  const cached = known.get(point);
  if (cached) return cached;
  const draft = parseDraft(stored(point));
  known.set(point, draft);
  return draft;
}

/** The draft that a stored text holds; empty for anything else. */
export function parseDraft(text: string | null): RestoreDraft {
  if (text === null) return emptyDraft;
  try {
    const parsed = Draft.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function writeDraft(point: string, draft: RestoreDraft): void {
  known.set(point, draft);
  try {
    sessionStorage.setItem(prefix + point, JSON.stringify(draft));
  } catch {
    // Storage that is full or forbidden: the draft lives as long as the page.
  }
  for (const listener of listeners) listener();
}

export function clearDraft(point: string): void {
  known.set(point, emptyDraft);
  try {
    sessionStorage.removeItem(prefix + point);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export type ChangeDraft = (change: Partial<RestoreDraft> | ((draft: RestoreDraft) => Partial<RestoreDraft>)) => void;

/** The draft of one recovery point, which Back, reload and a lost session leave as it is. */
export function useRestoreDraft(point: string): { draft: RestoreDraft; change: ChangeDraft; clear: () => void } {
  const draft = useSyncExternalStore(watch, () => readDraft(point), () => emptyDraft);
  const change = useCallback<ChangeDraft>(
    (given) => {
      const before = readDraft(point);
      writeDraft(point, { ...before, ...(typeof given === 'function' ? given(before) : given) });
    },
    [point],
  );
  const clear = useCallback(() => clearDraft(point), [point]);
  return useMemo(() => ({ draft, change, clear }), [draft, change, clear]);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(point: string): string | null {
  try {
    return sessionStorage.getItem(prefix + point);
  } catch {
    return null;
  }
}
