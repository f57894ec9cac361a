import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorwareClient } from './client';
import { sendJson, startFakeServer } from './testing/fake-server';
import type { FakeServer, Responder } from './testing/fake-server';
import { testClient } from './testing/test-client';
import type { StorwareClientConfig } from './transport/settings';

let server: FakeServer;
const clients: StorwareClient[] = [];
const clientWith = (config: Partial<StorwareClientConfig> = {}): StorwareClient => {
  const client = testClient(server.url, config);
  clients.push(client);
  return client;
};
const nodes = { method: 'GET', template: '/tasks' } as const;
const ask = { method: 'POST', template: '/policies/vm-backup/list-by-entities', body: {} } as const;

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

/** Fails in the given way for the first requests, then succeeds. */
function failing(times: number, failure: Responder): Responder {
  let left = times;
  return (request, response, raw) => {
    left -= 1;
    if (left >= 0) failure(request, response, raw);
    else sendJson(response, { ok: true });
  };
}

describe('reading', () => {
  const passing: [string, Responder][] = [
    ['a reset', (_q, _r, raw) => raw.socket.destroy()],
    [
      'a body that breaks off',
      (_q, response, raw) =>
        void response.writeHead(200, { 'content-length': '9' }).write('{', () => raw.socket.destroy()),
    ],
    ...[500, 502, 503, 504].map((status): [string, Responder] => [
      String(status),
      (_q, response) => sendJson(response, {}, status),
    ]),
  ];
  test.each(passing)('retries after %s', async (_name, failure) => {
    const client = clientWith();
    server.respond(failing(2, failure));
    expect((await client.read(nodes)).body).toEqual({ ok: true });
    expect(server.requests).toHaveLength(3);
  });

  test('gives up after the configured number of attempts', async () => {
    server.respond(failing(99, (_q, response) => sendJson(response, {}, 500)));
    await expect(clientWith().read(nodes)).rejects.toMatchObject({
      code: 'upstream_unavailable',
      detail: 'The backup service is temporarily unavailable.',
    });
    expect(server.requests).toHaveLength(3);
  });

  test('sends a POST only once', async () => {
    server.respond(failing(1, (_q, _r, raw) => raw.socket.destroy()));
    await expect(clientWith().read(ask)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(server.requests).toHaveLength(1);
  });

  test('ends a hanging request at the deadline with upstream_timeout', async () => {
    server.respond(() => undefined);
    await expect(clientWith({ timeouts: { totalMs: 150 } }).read(nodes)).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
  });

  test('stops when its caller cancels', async () => {
    const controller = new AbortController();
    server.respond(() => {
      controller.abort(new Error('gone home'));
    });
    await expect(clientWith().read(nodes, { signal: controller.signal })).rejects.toThrow('gone home');
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [400, 'upstream_rejected'],
    [403, 'upstream_unavailable'],
    [404, 'upstream_rejected'],
    [429, 'upstream_unavailable'],
  ])('%i is %s, without a second attempt', async (status, code) => {
    server.respond((_q, response) => sendJson(response, { message: 'no' }, status));
    await expect(clientWith().read(nodes)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  test('returns null for a missing object where the caller allows that', async () => {
    server.respond((_q, response) => sendJson(response, { message: 'no' }, 404));
    expect(await clientWith().find(nodes)).toBeNull();
  });

  test('reports a response that is not JSON as upstream_contract', async () => {
    server.respond((_q, response) => void response.writeHead(200).end('<html>'));
    await expect(clientWith().read(nodes)).rejects.toMatchObject({ code: 'upstream_contract' });
  });

  test('stops a too large response before it is in memory', async () => {
    server.respond((_q, response) => sendJson(response, { x: 'x'.repeat(10_000) }));
    await expect(clientWith({ maxResponseBytes: 1_000 }).read(nodes)).rejects.toMatchObject({
      code: 'upstream_contract',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('never has more requests under way than allowed', async () => {
    let running = 0;
    let most = 0;
    server.respond((_q, response) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        sendJson(response, {});
      });
    });
    const client = clientWith({ concurrency: 4 });
    await Promise.all(Array.from({ length: 60 }, () => client.read(nodes)));
    expect(most).toBeLessThanOrEqual(4);
  });

  test('uses a server again after the cool-down', async () => {
    const clock = { now: Date.now() };
    const client = clientWith({ now: () => clock.now, breaker: { failureThreshold: 3, coolDownMs: 1_000 } });
    server.respond(failing(3, (_q, response) => sendJson(response, {}, 503)));
    await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_unavailable', retryAfterSeconds: 1 });
    expect(server.requests).toHaveLength(3);
    clock.now += 1_000;
    expect(client.linkStatus().breaker).toBe('half-open');
    expect((await client.read(nodes)).body).toEqual({ ok: true });
    expect(client.linkStatus()).toMatchObject({ breaker: 'closed', reachable: true });
  });
});
