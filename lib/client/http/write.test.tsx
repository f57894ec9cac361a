import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { keyOf } from '@/lib/client/live/keys';
import { doubleClickMs, useWrite } from './write';

const Answer = z.object({ name: z.string() });
let sent: { body: unknown; key: string | null }[];
let answers: (() => Promise<Response>)[];
let client: QueryClient;

beforeEach(() => {
  sent = [];
  answers = [];
  client = new QueryClient();
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    sent.push({
      body: JSON.parse(typeof init.body === 'string' ? init.body : 'null'),
      key: new Headers(init.headers).get('idempotency-key'),
    });
    return (answers.shift() ?? (() => Promise.resolve(Response.json({ name: 'made' }))))();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

let made = 0;
/** A form with writes that no other test uses. */
function form({ isParallel = false } = {}) {
  made += 1;
  const path = `/things/${made}`;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(
    () =>
      useWrite({
        answer: Answer,
        request: (name: string) => ({ method: 'POST', path, body: { name } }),
        changes: ['overview'],
        isParallel,
      }),
    { wrapper },
  ).result;
}
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 0)));

describe('useWrite', () => {
  test('sends once for a double click, also before the next render, and reports the outcome once', async () => {
    const { current: write } = form();
    const told = vi.fn();
    act(() => {
      write.mutate('a', { onSuccess: told });
      write.mutate('a', { onSuccess: told });
    });
    await waitFor(() => expect(told).toHaveBeenCalled());
    write.mutate('a', { onSuccess: told });
    await settle();
    expect([sent.length, told.mock.calls.length]).toEqual([1, 1]);
  });

  test('sends a repeated write after a response as a new idempotent request', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { current: write } = form();
    await act(() => write.mutateAsync('a'));
    await act(() => vi.advanceTimersByTimeAsync(doubleClickMs));
    await act(() => write.mutateAsync('a'));
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  test.each([
    ['the connection broke', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['the portal failed', () => Promise.resolve(new Response('', { status: 500 }))],
    ['a proxy gave up', () => Promise.resolve(new Response('', { status: 504 }))],
  ])('reuses the idempotent request after %s, also from another form', async (_what, answer) => {
    answers = [answer];
    const first = form();
    await act(() => first.current.mutateAsync('a').catch(() => undefined));
    made -= 1;
    const again = form();
    await act(() => again.current.mutateAsync('a'));
    expect(sent.map(({ key }) => key)).toEqual([sent[0]?.key, sent[0]?.key]);
  });

  test('sends a new idempotent request for another input, and after a refusal', async () => {
    answers = [
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => Promise.resolve(new Response('', { status: 409 })),
    ];
    const { current: write } = form();
    for (const name of ['a', 'b', 'b']) await act(() => write.mutateAsync(name).catch(() => undefined));
    expect(new Set(sent.map(({ key }) => key)).size).toBe(3);
  });

  test('buttons in rows may be busy at the same time, each of them once', async () => {
    const { current: write } = form({ isParallel: true });
    await act(() => Promise.all(['a', 'b', 'a'].map((name) => write.mutateAsync(name))));
    expect(sent.map(({ body }) => body)).toEqual([{ name: 'a' }, { name: 'b' }]);
  });

  test('reads the affected queries again after every outcome', async () => {
    client.setQueryData(keyOf('overview'), {});
    answers = [() => Promise.reject(new TypeError('Failed to fetch'))];
    const { current: write } = form();
    await act(() => write.mutateAsync('a').catch(() => undefined));
    await waitFor(() => expect(client.getQueryState(keyOf('overview'))?.isInvalidated).toBe(true));
  });
});
