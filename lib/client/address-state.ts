'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { readListOf } from './addresses';

export type AddressChanges = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/**
 * The query with changes applied: empty values are removed, and any change but of the page itself goes back to page 1.
 */
export function changedQuery(current: string, changes: AddressChanges): string {
  const query = new URLSearchParams(current);
  if (!('page' in changes)) query.delete('page');
  for (const [name, value] of Object.entries(changes)) {
    const text =
      value === null || value === undefined ? '' : typeof value === 'object' ? value.join(',') : String(value);
    if (text === '' || (name === 'page' && text === '1')) query.delete(name);
    else query.set(name, text);
  }
  return query.toString().replaceAll('%2C', ',');
}

/**
 * The address that a followed link opens: `target` was made for the query `rendered`, and the query is `current` now.
 * The same as `target` when nothing has changed in between.
 */
export function rebasedQuery(target: string, rendered: string, current: string): string {
  const [to, from] = [new URLSearchParams(target), new URLSearchParams(rendered)];
  const changes: Record<string, string | null> = { page: to.get('page') };
  for (const name of new Set([...to.keys(), ...from.keys()]))
    if (to.get(name) !== from.get(name)) changes[name] = to.get(name);
  return changedQuery(current, changes);
}

/** A path with its query; without the question mark when the query is empty. */
export function addressOf(pathname: string, query: string): string {
  return query === '' ? pathname : `${pathname}?${query}`;
}

export interface AddressState {
  params: URLSearchParams;
  /** Values of a list in the query that are among `allowed`; others are ignored. */
  listOf: <const V extends string>(name: string, allowed: readonly V[]) => V[];
  hrefWith: (changes: AddressChanges) => string;
  /** Changes the query without a new history entry and without scrolling. */
  replace: (changes: AddressChanges) => void;
  /** Changes the query with a new history entry, such as for an opened panel. */
  push: (changes: AddressChanges) => void;
}

/** State of a page that is stored in its query, so that links, Back and reload keep it. */
export function useAddressState(): AddressState {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const hrefWith = useCallback(
    (changes: AddressChanges) => addressOf(pathname, changedQuery(search, changes)),
    [pathname, search],
  );
  return useMemo(() => {
    const params = new URLSearchParams(search);
    return {
      params,
      listOf: (name, allowed) => readListOf(params, name, allowed),
      hrefWith,
      // The data comes from the API, so the server need not render again: the history is enough, and at once.
      replace: (changes) => window.history.replaceState(null, '', addressNow(changes)),
      push: (changes) => window.history.pushState(null, '', addressNow(changes)),
    };
  }, [search, hrefWith]);
}

/** Starts from the present query: two quick changes must not undo each other. */
function addressNow(changes: AddressChanges): string {
  return addressOf(window.location.pathname, changedQuery(window.location.search, changes));
}

/**
 * Focuses the page's content when the focused element was removed, so that keyboard users do not start at the top of
 * the page.
 */
export function focusContentIfLost(): void {
  // Waits until the dialog and its trigger have been removed.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === null || document.activeElement === document.body)
        document.getElementById('content')?.focus({ preventScroll: true });
    }),
  );
}
