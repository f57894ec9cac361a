import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchPageReads } from './page-code';

const address = 'http://portal.test/policies?page=2&_rsc=abc';
const asked = { headers: { rsc: '1' } };
const page = (): Response => new Response('0:{}', { headers: { 'content-type': 'text/x-component' } });
const failures: [string, () => Promise<Response>][] = [
  ['can’t be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  [
    'is answered by a proxy that has no portal',
    () => Promise.resolve(new Response('<h1>502</h1>', { status: 502, headers: { 'content-type': 'text/html' } })),
  ],
  [
    'is answered by a place that does not know it',
    () => Promise.resolve(new Response('<h1>404</h1>', { status: 404, headers: { 'content-type': 'text/html' } })),
  ],
  [
    'is answered by a page of maintenance',
    () => Promise.resolve(new Response('<h1>Soon</h1>', { headers: { 'content-type': 'text/html' } })),
  ],
];

/** The responses of the network: to a request for a page, and to whether its document is served. */
let read: ReturnType<typeof vi.fn<() => Promise<Response>>>;
let isServed: boolean;
let heads: string[];
let held: number;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  [isServed, heads, held] = [false, [], 0];
  read = vi.fn(() => Promise.resolve(page()));
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    if (init?.method !== 'HEAD') return read();
    heads.push(String(input));
    return Promise.resolve(new Response(null, { status: isServed ? 200 : 503 }));
  });
  stop = watchPageReads(() => {
    held += 1;
    return () => {
      held -= 1;
    };
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What the router has of its request so far. */
function ask(init: RequestInit): { answer: Response | Error | null } {
  const state: { answer: Response | Error | null } = { answer: null };
  void fetch(new URL(address), init).then(
    (response) => (state.answer = response),
    (error: Error) => (state.answer = error),
  );
  return state;
}

describe('a request for a page', () => {
  test('is passed on at once when it arrives', async () => {
    const state = ask(asked);
    await vi.advanceTimersByTimeAsync(0);
    expect([(state.answer as Response).status, held, heads]).toEqual([200, 0, []]);
  });

  test.each(failures)('and %s waits, and continues when its address is served again', async (_why, fails) => {
    read.mockImplementation(fails);
    const state = ask(asked);
    await vi.advanceTimersByTimeAsync(120_000);
    expect([state.answer, held, read.mock.calls.length]).toEqual([null, 1, 1]);
    expect(new Set(heads)).toEqual(new Set(['/policies?page=2']));
    isServed = true;
    read.mockImplementation(() => Promise.resolve(page()));
    await vi.advanceTimersByTimeAsync(30_000);
    expect([(state.answer as Response).status, held]).toEqual([200, 0]);
  });

  test('is left to the router when its document is served and it still fails', async () => {
    isServed = true;
    read.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')));
    const state = ask(asked);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([state.answer, held, read.mock.calls.length]).toEqual([new TypeError('Failed to fetch'), 0, 2]);
  });

  test('is passed on when the portal itself says that there is none', async () => {
    read.mockImplementation(() =>
      Promise.resolve(new Response('0:{}', { status: 404, headers: { 'content-type': 'text/x-component' } })),
    );
    const state = ask(asked);
    await vi.advanceTimersByTimeAsync(0);
    expect([(state.answer as Response).status, held]).toEqual([404, 0]);
  });

  test('is repeated less and less often', async () => {
    read.mockImplementation(() => Promise.reject(new TypeError('Failed to fetch')));
    ask(asked);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(heads.length).toBeGreaterThan(30);
    expect(heads.length).toBeLessThan(70);
  });
});

test.each([
  ['what is read ahead', { headers: { rsc: '1', 'next-router-prefetch': '1' } }],
  ['a part that is read ahead', { headers: { rsc: '1', 'next-router-segment-prefetch': '/_tree' } }],
  ['data', {}],
])('%s may fail at once', async (_what, init) => {
  read.mockImplementation(() => Promise.resolve(new Response('', { status: 502 })));
  const state = ask(init);
  await vi.advanceTimersByTimeAsync(0);
  expect([(state.answer as Response).status, held, heads]).toEqual([502, 0, []]);
});
