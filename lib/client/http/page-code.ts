'use client';

import { useSyncExternalStore } from 'react';
import { isServed, readDocument } from './api';
import { holdsPage } from './session-end';

/** The scripts of the portal's pages. */
const codePath = '/_next/static/';
const firstCheckMs = 2_000;
const maxCheckMs = 15_000;
/** Minimum time between two automatic reloads of a page. */
const restMs = 10_000;
const reloadedKey = 'portal-reloaded-at';

const listeners = new Set<() => void>();
let missing: string | null = null;
let canLoad = false;
let heldReads = 0;

/**
 * `missing`: a part of the page's own code can't be read; `ready`: it can be reloaded, and waits for the person because
 * of user input; `held`: this page is complete, but the requested one can't be read yet.
 */
export type PageCode = 'whole' | 'missing' | 'ready' | 'held';

function notify(): void {
  for (const listener of listeners) listener();
}

/**
 * Whether an error says that a part of the portal's own code could not be loaded: the portal was updated, or can't be
 * reached.
 */
export function isMissingCode(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'ChunkLoadError' ||
    /^(?:Failed to load chunk|Loading (?:CSS )?chunk|Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed)/i.test(
      error.message,
    )
  );
}

/**
 * Records that code is missing (`address`: of its file, if known) and starts to check when the page can be reloaded.
 */
export function noteMissingCode(address: string | null): void {
  if (missing !== null) {
    if (address !== null) missing = address;
    return;
  }
  missing = address ?? '';
  notify();
  checkAfter(firstCheckMs);
}

function checkAfter(waitMs: number): void {
  setTimeout(
    () => {
      void canBeLoaded(missing ?? '').then((isThere) => {
        if (!isThere || hasJustReloaded()) return checkAfter(Math.min(maxCheckMs, waitMs * 1.5));
        canLoad = true;
        // User input must not be lost without notice.
        if (holdsPage()) notify();
        else reloadPage();
      });
    },
    waitMs * (0.75 + Math.random() / 2),
  );
}

/**
 * The page can be read, all code that it names is there, and it is either another version or the missing file is back.
 */
async function canBeLoaded(file: string): Promise<boolean> {
  const page = await readDocument(`${window.location.pathname}${window.location.search}`);
  if (page === null) return false;
  const named = codeOf(page);
  const loaded = new Set([...document.scripts].map(({ src }) => (src === '' ? '' : new URL(src).pathname)));
  const isOther = named.some((each) => !loaded.has(each));
  if (!isOther && file !== '' && !(await isServed(file))) return false;
  return (await Promise.all(named.map(isServed))).every(Boolean);
}

/** The addresses of the scripts that a page's HTML names. */
export function codeOf(html: string): string[] {
  return [
    ...new Set(
      [...html.matchAll(/<script[^>]+src="(\/_next\/static\/[^"?]+\.js)/g)].flatMap(([, address]) => address ?? []),
    ),
  ];
}

function hasJustReloaded(): boolean {
  // eslint-disable-next-line no-restricted-syntax -- a span of this browser's own time
  return Date.now() - Number(sessionStorage.getItem(reloadedKey) ?? 0) < restMs;
}

/** Reloads the page, with the code that the portal has now. */
export function reloadPage(): void {
  // eslint-disable-next-line no-restricted-syntax -- a span of this browser's own time
  sessionStorage.setItem(reloadedKey, String(Date.now()));
  window.location.reload();
}

function holdRead(): () => void {
  heldReads += 1;
  notify();
  return () => {
    heldReads -= 1;
    notify();
  };
}

/**
 * Watches for every part of the code and every page that could not be loaded, also before this code ran. Returns a
 * function that stops it.
 */
export function watchMissingCode(): () => void {
  const end = new AbortController();
  const early = window.takeOverEarlyCode?.() ?? null;
  if (early !== null) noteMissingCode(early);
  end.signal.addEventListener('abort', watchPageReads(holdRead));
  // The error event of a script does not bubble, so it is caught in the capture phase.
  window.addEventListener(
    'error',
    ({ target, error }: ErrorEvent) => {
      const address =
        target instanceof HTMLScriptElement ? target.src : target instanceof HTMLLinkElement ? target.href : '';
      if (address !== '' && new URL(address, window.location.href).pathname.startsWith(codePath))
        noteMissingCode(new URL(address, window.location.href).pathname);
      else if (isMissingCode(error)) noteMissingCode(null);
    },
    { capture: true, signal: end.signal },
  );
  window.addEventListener(
    'unhandledrejection',
    ({ reason }) => (isMissingCode(reason) ? noteMissingCode(null) : undefined),
    { signal: end.signal },
  );
  return () => end.abort();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether all of this page's code is available. */
export function usePageCode(): PageCode {
  return useSyncExternalStore(
    subscribe,
    () => (missing === null ? (heldReads > 0 ? 'held' : 'whole') : canLoad ? 'ready' : 'missing'),
    () => 'whole',
  );
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;

/**
 * Whether this is the router's request for a page that somebody opened. Prefetches may fail: they are repeated when the
 * page is opened.
 */
function isPageRead(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  return (
    headers.get('rsc') === '1' && !headers.has('next-router-prefetch') && !headers.has('next-router-segment-prefetch')
  );
}

/** With anything but a page the router would load the address itself: the error page of a proxy or of the browser. */
function isPage(response: Response): boolean {
  return response.status < 500 && (response.headers.get('content-type') ?? '').startsWith('text/x-component');
}

/**
 * Keeps the person on the present page while the requested one can't be read: the router's request is delayed until the
 * address is served. Then the router opens the page, or loads it as a document. `onHold` is called when a request
 * begins to wait, the function that it returns when it no longer does. Returns a function that stops it.
 */
export function watchPageReads(onHold: () => () => void): () => void {
  const original = window.fetch.bind(window);
  async function fetchWhenServed(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const ask = (): Promise<Response> => original(input, init);
    if (!isPageRead(init)) return ask();
    const first = await ask().catch(() => null);
    if ((first && isPage(first)) || init?.signal?.aborted) return first ?? ask();
    const letGo = onHold();
    try {
      await untilServed(new URL(input instanceof Request ? input.url : input, window.location.href));
      return await ask();
    } finally {
      letGo();
    }
  }
  window.fetch = fetchWhenServed;
  return () => {
    if (window.fetch === fetchWhenServed) window.fetch = original;
  };
}

/** Resolves when the page at `address` is served as a document. */
async function untilServed(address: URL): Promise<void> {
  const page = new URL(address);
  page.searchParams.delete('_rsc');
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 1.5)) {
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.75 + Math.random() / 2)));
    if (await isServed(`${page.pathname}${page.search}`)) return;
  }
}
