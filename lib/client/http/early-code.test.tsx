import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { earlyCodeScript, earlyNoticeId } from './early-code';

const main = '/_next/static/chunks/main.js';
const next = '/_next/static/chunks/main-2.js';
const pageOf = (script: string) =>
  `<link rel="stylesheet" href="/_next/static/chunks/page.css"/><script nonce="x" src="${script}" async=""></script>`;
let html: string | null;
let served: Set<string>;
let reload: ReturnType<typeof vi.fn>;

/** Runs the inline script as a browser does: from its text alone. */
function runScript(): void {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as the page does it
  (new Function(earlyCodeScript()) as () => void)();
}
function fail(src: string): void {
  const script = Object.assign(document.createElement('script'), { type: 'text/plain', src });
  document.head.append(script);
  script.dispatchEvent(new Event('error'));
}
const notice = () => document.getElementById(earlyNoticeId);
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  document.head.innerHTML = '';
  document.body.innerHTML = `<div id="${earlyNoticeId}" hidden>The portal was updated. <button type="button">Load it now</button></div><input>`;
  html = pageOf(main);
  served = new Set(['/_next/static/chunks/page.css']);
  reload = vi.fn();
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) =>
    Promise.resolve(
      init?.method === 'HEAD'
        ? new Response(null, { status: served.has(address) ? 200 : 404 })
        : new Response(html ?? '', { status: html === null ? 502 : 200 }),
    ),
  );
  Object.defineProperty(window, 'location', {
    configurable: true,
    value: { href: 'http://portal.test/policies', reload },
  });
  runScript();
});
afterEach(() => {
  window.takeOverEarlyCode?.();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a page without any working code', () => {
  test('shows a notice, and is reloaded once the file is available again', async () => {
    fail(main);
    expect(notice()?.hidden).toBe(false);
    await wait(120_000);
    expect(reload).not.toHaveBeenCalled();
    served.add(main);
    await wait(30_000);
    expect(reload).toHaveBeenCalled();
  });

  test('is reloaded when the portal has another version of the code, completely available', async () => {
    fail(main);
    html = pageOf(next);
    await wait(60_000);
    expect(reload).not.toHaveBeenCalled();
    served.add(next);
    await wait(30_000);
    expect(reload).toHaveBeenCalled();
  });

  test('waits while the page itself cannot be read', async () => {
    served.add(main);
    html = null;
    fail(main);
    await wait(60_000);
    expect(reload).not.toHaveBeenCalled();
  });

  test('is not reloaded over user input unless the person agrees', async () => {
    served.add(main);
    fail(main);
    document.querySelector('input')?.dispatchEvent(new Event('input', { bubbles: true }));
    await wait(60_000);
    expect(reload).not.toHaveBeenCalled();
    notice()?.querySelector('button')?.click();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('ignores scripts of others', async () => {
    fail('http://elsewhere.test/extension.js');
    await wait(60_000);
    expect([notice()?.hidden, reload.mock.calls.length]).toEqual([true, 0]);
  });

  test("leaves everything to the page's own code once that runs", async () => {
    fail(main);
    expect(window.takeOverEarlyCode?.()).toBe(main);
    served.add(main);
    fail(next);
    await wait(60_000);
    expect([notice()?.hidden, reload.mock.calls.length]).toEqual([true, 0]);
  });
});
