declare global {
  interface Window {
    /** Set by `watchEarlyCode`: stops it and returns the file of the page's code that was missing until now. */
    takeOverEarlyCode?: () => string | null;
  }
}

/** The hidden notice in every page, for when none of the page's code runs. */
export const earlyNoticeId = 'early-code-notice';

/**
 * Runs as an inline script of the page, before and without the page's own code: when a file of that code can't be read,
 * it shows the hidden notice, and reloads the page once it and every file that it names are served. User input is never
 * discarded: then the person uses the notice's button. `page-code.ts` takes over where it runs. It is sent as its own
 * source text, so it may use nothing but its parameter.
 */
function watchEarlyCode(noticeId: string): void {
  const codePath = '/_next/static/';
  // The same key and pause as in page-code.ts: a page that was just reloaded is not reloaded again at once.
  const reloadedKey = 'portal-reloaded-at';
  const restMs = 10_000;
  const firstCheckMs = 2_000;
  const maxCheckMs = 15_000;
  const end = new AbortController();
  let missing: string | null = null;
  let hasTyped = false;

  function show(isShown: boolean): void {
    const notice = document.getElementById(noticeId);
    if (!notice) return;
    notice.hidden = !isShown;
    if (isShown)
      notice.querySelector('button')?.addEventListener('click', () => window.location.reload(), { signal: end.signal });
  }
  async function isServed(address: string): Promise<boolean> {
    try {
      return (await fetch(address, { method: 'HEAD', cache: 'no-store' })).ok;
    } catch {
      return false;
    }
  }
  async function isWhole(): Promise<boolean> {
    try {
      const page = await fetch(window.location.href, { credentials: 'same-origin', cache: 'no-store' });
      if (!page.ok) return false;
      const named = [
        ...(await page.text()).matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/_next\/static\/[^"]+)"/g),
      ].map((match) => match[1] ?? '');
      return named.length > 0 && (await Promise.all([...new Set(named)].map(isServed))).every(Boolean);
    } catch {
      return false;
    }
  }
  function checkAfter(waitMs: number): void {
    setTimeout(
      () => {
        void isWhole().then((canLoad) => {
          if (end.signal.aborted) return;
          // eslint-disable-next-line no-restricted-syntax -- a span of this browser's own time
          const now = Date.now();
          if (!canLoad || hasTyped || now - Number(sessionStorage.getItem(reloadedKey) ?? 0) < restMs)
            return checkAfter(Math.min(maxCheckMs, waitMs * 1.5));
          sessionStorage.setItem(reloadedKey, String(now));
          window.location.reload();
        });
      },
      waitMs * (0.75 + Math.random() / 2),
    );
  }

  // The error event of a file does not bubble, so it is caught in the capture phase.
  window.addEventListener(
    'error',
    ({ target }) => {
      const address =
        target instanceof HTMLScriptElement ? target.src : target instanceof HTMLLinkElement ? target.href : '';
      if (address === '' || !new URL(address, window.location.href).pathname.startsWith(codePath)) return;
      const isFirst = missing === null;
      missing = new URL(address, window.location.href).pathname;
      if (!isFirst) return;
      // The file may fail before the body with the notice exists.
      if (document.readyState === 'loading')
        document.addEventListener('DOMContentLoaded', () => show(true), { signal: end.signal });
      else show(true);
      checkAfter(firstCheckMs);
    },
    { capture: true, signal: end.signal },
  );
  window.addEventListener('input', () => (hasTyped = true), { capture: true, signal: end.signal });
  window.takeOverEarlyCode = () => {
    end.abort();
    show(false);
    return missing;
  };
}

/** The text of the inline script. */
export function earlyCodeScript(): string {
  return `(${watchEarlyCode.toString()})(${JSON.stringify(earlyNoticeId)})`;
}
