import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { request, sendWrite, setRequestTenant } from './api';
import { isProblem } from './problems';
import { clockErrorMs, resetServerClock } from '@/lib/client/live/server-clock';

const Answer = z.object({ name: z.string() });
let sent: { path: string; init: RequestInit }[];
let answer: () => Promise<Response>;
const headerOf = (name: string) => new Headers(sent[0]?.init.headers).get(name);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isProblem(error) ? error : null),
  );

beforeEach(() => {
  sent = [];
  answer = () => Promise.resolve(Response.json({ name: 'web-01' }));
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    sent.push({ path, init });
    return answer();
  });
});
afterEach(() => {
  setRequestTenant(null);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('request', () => {
  test('returns the response in the type of its schema', async () => {
    expect(await request(Answer, '/machines/m')).toEqual({ name: 'web-01' });
    expect(sent[0]?.path).toBe('/api/v1/machines/m');
  });

  test('sends the tenant of its tab, unless switched off', async () => {
    setRequestTenant('acme');
    await request(Answer, '/x');
    expect(headerOf('x-tenant')).toBe('acme');
    sent = [];
    await request(Answer, '/x', { anyTenant: true });
    expect(headerOf('x-tenant')).toBeNull();
  });

  test('says when the tab was not used for a minute', async () => {
    await request(Answer, '/x');
    expect(headerOf('x-portal-idle')).toBeNull();
    sent = [];
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    await request(Answer, '/x');
    expect(headerOf('x-portal-idle')).toBe('1');
  });

  test('sends the idempotency key and the body', async () => {
    await sendWrite(Answer, { method: 'POST', path: '/backups', body: { machines: ['m'] } }, 'k');
    expect([headerOf('idempotency-key'), sent[0]?.init.body]).toEqual(['k', '{"machines":["m"]}']);
  });

  test('turns a refusal into its code, with the request id and Retry-After', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Unavailable',
      status: 503,
      code: 'upstream_unavailable',
      detail: 'Nothing was started.',
      requestId: 'r-1',
    };
    answer = () =>
      Promise.resolve(new Response(JSON.stringify(problem), { status: 503, headers: { 'Retry-After': '30' } }));
    const error = await refusal(request(Answer, '/x'));
    expect(error).toMatchObject({
      code: 'upstream_unavailable',
      status: 503,
      requestId: 'r-1',
      retryAfterSeconds: 30,
      message: 'Nothing was started.',
    });
  });

  test("reads the portal's time, and the newest event that a response includes", async () => {
    resetServerClock();
    answer = () =>
      Promise.resolve(
        Response.json(
          { name: 'web-01' },
          { headers: { 'x-server-time': new Date(Date.now() + 7_200_000).toISOString(), 'x-last-event-id': '41' } },
        ),
      );
    const seen: (number | null)[] = [];
    await request(Answer, '/x', { onAnswer: ({ shows }) => seen.push(shows) });
    expect(seen).toEqual([41]);
    expect(clockErrorMs()).toBeLessThanOrEqual(-7_199_000);
    resetServerClock();
  });

  test('distinguishes a broken connection from a refusal', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    expect((await refusal(request(Answer, '/x')))?.code).toBe('network');
  });

  test('refuses a response that does not match its schema', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    answer = () => Promise.resolve(Response.json({ name: 7 }));
    expect((await refusal(request(Answer, '/x')))?.code).toBe('unreadable_answer');
  });

  test('reports a refusal that was not written by the portal', async () => {
    answer = () => Promise.resolve(new Response('<html>Bad gateway</html>', { status: 502 }));
    expect(await refusal(request(Answer, '/x'))).toMatchObject({ code: 'internal', status: 502 });
  });
});
