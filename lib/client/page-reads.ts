import { isServed } from './api';

const firstWaitMs = 500;
const longestWaitMs = 15_000;

/** Whether this is the router's reading of a page that somebody asked for. What it reads ahead may fail: it is read again when it is asked for. */
function isPageRead(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  return (
    headers.get('rsc') === '1' && !headers.has('next-router-prefetch') && !headers.has('next-router-segment-prefetch')
  );
}

/** Anything else than a page makes the router leave for the address itself: on an error page of a proxy or of the browser. */
function isPage(response: Response): boolean {
  return response.status < 500 && (response.headers.get('content-type') ?? '').startsWith('text/x-component');
}

/**
 * Keeps the person on the page that they see while the one they asked for can't be read: the router waits for the answer
 * until the address is served. What then comes is the router's: it opens the page, or loads it as a document.
 * `onHold` is called when a reading begins to wait, what it returns when it no longer does. Returns how to stop.
 */
export function watchPageReads(onHold: () => () => void): () => void {
  const original = window.fetch.bind(window);
  async function patientFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
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
  window.fetch = patientFetch;
  return () => {
    if (window.fetch === patientFetch) window.fetch = original;
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
