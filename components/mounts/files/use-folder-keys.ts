'use client';

import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { RefObject } from 'react';

const nowhere =
  'input, textarea, select, [contenteditable=true], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

interface FolderKeysOptions {
  /** Names the folder whose rows are there now; null while they are on their way. */
  shown: string | null;
  /** Own name of the folder, which is looked for again in the one above. */
  leaving: string;
  /** Does nothing at the root. */
  goUp: () => void;
  /** Whether the first folder was asked for on this page, and not by an address. */
  isEntered: boolean;
}

/**
 * Keyboard of a folder: Backspace goes up, the arrows go from entry to entry, and the focus never starts over at the top of
 * the page when a folder opens. Answers how to tell that another folder was asked for: the focus goes to the entry of that
 * name there, or to the first.
 */
export function useFolderKeys(
  rows: RefObject<HTMLElement | null>,
  { shown, leaving, goUp, isEntered }: FolderKeysOptions,
): (name: string | null) => void {
  const expected = useRef<{ name: string | null } | null>(isEntered ? { name: null } : null);

  useEffect(() => {
    if (shown === null || expected.current === null) return;
    const { name } = expected.current;
    expected.current = null;
    const entries = entriesOf(rows.current);
    const entry = entries.find((each) => each.dataset.entry === name);
    if (entry) {
      entry.focus({ preventScroll: true });
      entry.scrollIntoView({ block: 'center' });
    } else {
      (entries[0] ?? rows.current)?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
  }, [rows, shown]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || target?.closest(nowhere)) return;
    if (event.key === 'Backspace') {
      event.preventDefault();
      expected.current = { name: leaving };
      goUp();
      return;
    }
    const entries = entriesOf(rows.current);
    const at = entries.findIndex((entry) => entry === target);
    if (at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    const entry = next === undefined ? undefined : entries[next];
    if (!entry) return;
    event.preventDefault();
    entry.focus();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return useCallback((name) => {
    expected.current = { name };
  }, []);
}

function entriesOf(container: HTMLElement | null): HTMLElement[] {
  return [...(container?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])];
}
