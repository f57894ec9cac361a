import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const chunk = '/_next/static/chunks/policies.js';
const pageOf = (...scripts: string[]) =>
  scripts.map((src) => `<script nonce="x" src="${src}" async=""></script>`).join('');
/** What the portal serves now: pages, and code. */
let html: string | null;
let served: Set<string>;
let reload: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  sessionStorage.clear();
  html = pageOf('/_next/static/chunks/main.js');
  served = new Set(['/_next/static/chunks/main.js']);
  document.head.innerHTML = '<script src="/_next/static/chunks/main.js" type="text/plain"></script>';
  reload = vi.fn();
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) =>
    Promise.resolve(
      init?.method === 'HEAD'
        ? new Response(null, { status: served.has(address) ? 200 : 404 })
        : new Response(html ?? '', { status: html === null ? 502 : 200 }),
    ),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open() {
  const { isMissingCode, noteMissingCode, usePageCode, watchMissingCode } = await import('./page-code');
  const { holdPage: hold } = await import('./session-end');
  Object.defineProperty(window, 'location', {
    configurable: true,
    value: { href: 'http://portal.test/policies', pathname: '/policies', search: '', reload },
  });
  return { isMissingCode, noteMissingCode, watchMissingCode, hold, code: renderHook(() => usePageCode()).result };
}
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('missing code', () => {
  test('is detected from the script that could not be read, although its event does not bubble', async () => {
    const { watchMissingCode, code } = await open();
    const stop = watchMissingCode();
    const script = document.createElement('script');
    script.type = 'text/plain';
    script.src = `http://portal.test${chunk}`;
    document.head.append(script);
    act(() => void script.dispatchEvent(new Event('error')));
    expect(code.current).toBe('missing');
    stop();
  });

  test.each([
    'Failed to load chunk /_next/static/chunks/a.js from module 7',
    'Loading chunk 12 failed.',
    'Failed to fetch dynamically imported module: http://x/y.js',
  ])('is recognised by its message: %s', async (message) => {
    const { isMissingCode } = await open();
    expect([isMissingCode(new Error(message)), isMissingCode(new Error('x is not a function'))]).toEqual([true, false]);
  });

  test('reloads the page once the file is available again', async () => {
    const { noteMissingCode, code } = await open();
    act(() => noteMissingCode(chunk));
    await wait(120_000);
    expect([code.current, reload.mock.calls.length]).toEqual(['missing', 0]);
    served.add(chunk);
    await wait(30_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('reloads the page when the portal has another version of the code, completely available', async () => {
    const { noteMissingCode } = await open();
    act(() => noteMissingCode(chunk));
    html = pageOf('/_next/static/chunks/main-2.js', '/_next/static/chunks/policies-2.js');
    served = new Set(['/_next/static/chunks/main-2.js']);
    await wait(60_000);
    expect(reload).not.toHaveBeenCalled();
    served.add('/_next/static/chunks/policies-2.js');
    await wait(30_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('waits while the portal cannot be reached at all', async () => {
    const { noteMissingCode } = await open();
    act(() => noteMissingCode(chunk));
    html = null;
    served.add(chunk);
    await wait(60_000);
    expect(reload).not.toHaveBeenCalled();
  });

  test('asks first when there is user input', async () => {
    const { noteMissingCode, hold, code } = await open();
    const letGo = hold();
    act(() => noteMissingCode(chunk));
    served.add(chunk);
    await wait(30_000);
    expect([code.current, reload.mock.calls.length]).toEqual(['ready', 0]);
    letGo();
  });

  test('is reported by the script that ran before this code', async () => {
    window.takeOverEarlyCode = () => chunk;
    const { watchMissingCode, code } = await open();
    let stop = (): void => undefined;
    act(() => {
      stop = watchMissingCode();
    });
    expect(code.current).toBe('missing');
    stop();
    delete window.takeOverEarlyCode;
  });
});

test('shows a notice while a requested page cannot be opened yet', async () => {
  const { watchMissingCode, code } = await open();
  let isUp = false;
  vi.stubGlobal('fetch', () =>
    Promise.resolve(new Response('', { status: isUp ? 200 : 502, headers: { 'content-type': 'text/x-component' } })),
  );
  const stop = watchMissingCode();
  const answer = fetch('http://portal.test/machines', { headers: { rsc: '1' } });
  await wait(5_000);
  expect(code.current).toBe('held');
  isUp = true;
  await wait(30_000);
  expect([code.current, (await answer).status, reload.mock.calls.length]).toEqual(['whole', 200, 0]);
  stop();
});
