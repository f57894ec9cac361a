import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inCall } from '@/lib/core/call-context';
import type { StorwareClient } from './client';
import type { WriteOutcome } from './model/result';
import { sendJson, startFakeServer } from './testing/fake-server';
import type { FakeServer, Responder } from './testing/fake-server';
import { testClient } from './testing/test-client';
import type { StorwareClientConfig } from './transport/settings';

let server: FakeServer;
const clients: StorwareClient[] = [];
const clientOf = (url: string, config: Partial<StorwareClientConfig> = {}): StorwareClient => {
  const client = testClient(url, config);
  clients.push(client);
  return client;
};
const post = (client: StorwareClient, signal?: AbortSignal): Promise<WriteOutcome<unknown>> =>
  client.write(
    { method: 'POST', template: '/tasks/export', body: { x: 1 } },
    (body) => ({ kind: 'accepted', value: body }),
    { signal },
  );
const posts = (): number => server.requests.filter(({ method }) => method === 'POST').length;

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('outcome of a write that was certainly not executed', () => {
  test('not_sent when the connection is refused', async () => {
    expect(await post(clientOf(`http://127.0.0.1:${await closedPort()}`))).toMatchObject({
      kind: 'not_sent',
      error: { code: 'upstream_unavailable' },
    });
  });

  test('not_sent when the name does not resolve', async () => {
    expect(await post(clientOf('http://storware.invalid'))).toMatchObject({
      kind: 'not_sent',
      error: { code: 'upstream_unavailable' },
    });
  });

  test('not_sent after 503, and not sent again', async () => {
    const client = clientOf(server.url);
    server.respond((_request, response) => {
      sendJson(response, {}, 503);
    });
    expect(await post(client)).toMatchObject({ kind: 'not_sent', error: { code: 'upstream_unavailable' } });
    expect(posts()).toBe(1);
  });

  test('not_sent after a time-out in the queue', async () => {
    const client = clientOf(server.url, { concurrency: 1, timeouts: { queueMs: 20 } });
    await client.read({ method: 'GET', template: '/tasks' });
    let arrived = (): void => undefined;
    const busy = new Promise<void>((resolve) => (arrived = resolve));
    server.respond(() => {
      arrived();
    });
    const controller = new AbortController();
    const hanging = client.read({ method: 'GET', template: '/tasks' }, { signal: controller.signal });
    await busy;
    expect(await post(client)).toMatchObject({ kind: 'not_sent', error: { code: 'upstream_unavailable' } });
    expect(posts()).toBe(0);
    controller.abort();
    await expect(hanging).rejects.toThrow('aborted');
  });

  test('not_sent at once while the circuit breaker is open, with the time of the next attempt', async () => {
    const client = clientOf(server.url, {
      breaker: { failureThreshold: 3, coolDownMs: 60_000, maxCoolDownMs: 60_000 },
    });
    server.respond((_request, response) => {
      sendJson(response, {}, 503);
    });
    await expect(client.read({ method: 'GET', template: '/tasks' })).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
    expect(client.linkStatus()).toMatchObject({
      reachable: false,
      breaker: 'open',
      lastError: 'Storware answered that it is unavailable',
    });
    const requestsBefore = server.requests.length;
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => post(client)));
    expect(server.requests.length).toBe(requestsBefore);
    expect(outcomes[0]).toMatchObject({ kind: 'not_sent', error: { retryAfterSeconds: 60 } });
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['not_sent']));
    expect(posts()).toBe(0);
  });

  test('an invalid id is refused before anything is sent', async () => {
    const client = clientOf(server.url);
    const outcome = await client.write({ method: 'DELETE', template: '/tasks/{guid}', params: { guid: '..' } }, () => ({
      kind: 'accepted',
      value: null,
    }));
    expect(outcome).toMatchObject({ kind: 'not_sent', error: { code: 'internal' } });
    expect(server.requests).toHaveLength(0);
  });

  test('not_sent when the log-in gets no response', async () => {
    server.respondLogin((_request, _response, raw) => {
      raw.socket.destroy();
    });
    expect(await post(clientOf(server.url))).toMatchObject({ kind: 'not_sent' });
    expect(posts()).toBe(0);
  });
});

describe('outcome of a write that may have been executed', () => {
  const unknowns: [string, Responder, string][] = [
    ['the connection is reset after the request', (_q, _r, raw) => raw.socket.destroy(), 'upstream_unavailable'],
    [
      'the connection breaks within the answer',
      (_q, response, raw) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"gu', () => raw.socket.destroy());
      },
      'upstream_unavailable',
    ],
    ['there is no answer in time', () => undefined, 'upstream_timeout'],
    ['a 500 with JSON', (_q, response) => sendJson(response, { message: 'boom' }, 500), 'upstream_unavailable'],
    [
      'a 500 with HTML',
      (_q, response) => {
        response.writeHead(500, { 'content-type': 'text/html' }).end('<html>');
      },
      'upstream_unavailable',
    ],
    ['a 502 of a proxy', (_q, response) => sendJson(response, {}, 502), 'upstream_unavailable'],
    ['a 504 of a proxy', (_q, response) => sendJson(response, {}, 504), 'upstream_unavailable'],
    [
      'a redirect',
      (_q, response) => {
        response.writeHead(302, { location: '/' }).end();
      },
      'upstream_contract',
    ],
  ];
  test.each(unknowns)('%s: unknown, and never sent again', async (_name, responder, code) => {
    const client = clientOf(server.url, { timeouts: { totalMs: 300 } });
    await client.read({ method: 'GET', template: '/tasks' });
    server.respond(responder);
    expect(await post(client)).toMatchObject({ kind: 'unknown', error: { code } });
    expect(posts()).toBe(1);
  });

  test('unknown when its caller cancels after it was sent', async () => {
    const client = clientOf(server.url);
    const controller = new AbortController();
    server.respond(() => {
      controller.abort();
    });
    expect(await post(client, controller.signal)).toMatchObject({ kind: 'unknown' });
    expect(posts()).toBe(1);
  });
});

describe('outcome of a write that was answered', () => {
  test.each([400, 403, 404, 409, 422])('%i is rejected, with the text of either form', async (status) => {
    const client = clientOf(server.url);
    server.respond((_request, response) => {
      sendJson(response, status === 409 ? { error: { message: 'Name exists' } } : { message: 'Name exists' }, status);
    });
    expect(await post(client)).toEqual({ kind: 'rejected', status, message: 'Name exists' });
    expect(posts()).toBe(1);
  });

  test.each<[string, Responder]>([
    ['204', (_q, response) => void response.writeHead(204).end()],
    ['an empty 200', (_q, response) => void response.writeHead(200).end()],
    ['a 201 that is no JSON', (_q, response) => void response.writeHead(201).end('<ok>')],
  ])('%s is accepted, without a value', async (_name, responder) => {
    const client = clientOf(server.url);
    server.respond(responder);
    expect(await post(client)).toEqual({ kind: 'accepted', value: undefined });
  });
});

describe('many writes of one tenant', () => {
  test('take turns with the writes of another tenant', async () => {
    const client = clientOf(server.url, { concurrency: 1 });
    await client.read({ method: 'GET', template: '/tasks' });
    const open: (() => void)[] = [];
    server.respond((_request, response) => {
      open.push(() => sendJson(response, {}));
    });
    const send = (tenant: string, person: string) =>
      inCall({ claimant: { tenant, person } }, () =>
        client.write({ method: 'POST', template: '/tasks/export', body: { tenant } }, () => ({
          kind: 'accepted',
          value: null,
        })),
      );
    const many = Array.from({ length: 40 }, (_, index) => send('bulk', `person ${index % 4}`));
    await vi.waitFor(() => expect(open).not.toHaveLength(0));
    const single = send('single', 'ada');
    const seen = (): unknown[] => server.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    let isDone = false;
    const all = Promise.all([...many, single]).finally(() => (isDone = true));
    while (!isDone) {
      open.shift()?.();
      await setImmediate();
    }
    expect((await all).every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(seen()).toHaveLength(41);
    expect(seen().findIndex((body) => (body as { tenant: string }).tenant === 'single')).toBe(1);
  });
});
