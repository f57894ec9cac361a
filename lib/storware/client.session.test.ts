import { Writable } from 'node:stream';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorwareClient } from './client';
import { sendJson, startFakeServer } from './testing/fake-server';
import type { FakeServer } from './testing/fake-server';
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

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

describe('session of the client', () => {
  test('logs in at the first request and sends the cookies back, below /api', async () => {
    const client = clientWith();
    expect(server.logins()).toBe(0);
    await client.read(nodes);
    await client.read(nodes);
    expect(server.logins()).toBe(1);
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/tasks', '/api/tasks']);
    expect(server.requests[0]?.cookie).toMatch(/^whatever=/);
  });

  test('200 concurrent requests after expiry cause one log-in, and each is answered', async () => {
    const client = clientWith();
    await client.read(nodes);
    server.expireSessions();
    server.respond((request, response) => {
      sendJson(response, { n: request.query.get('n') });
    });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => client.read({ ...nodes, query: { n } })));
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 200 }, (_, n) => ({ n: String(n) })));
    expect(server.logins()).toBe(2);
    expect(client.linkStatus()).toMatchObject({ reachable: true, logins: 2, breaker: 'closed' });
  });

  test('repeats a write once after a 401', async () => {
    const client = clientWith();
    await client.read(nodes);
    server.expireSessions();
    const outcome = await client.write({ method: 'POST', template: '/tasks/export', body: {} }, () => ({
      kind: 'accepted',
      value: null,
    }));
    expect(outcome.kind).toBe('accepted');
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('reports a second 401 as an error, and does not repeat the log-in for further requests', async () => {
    const client = clientWith();
    server.acceptSessions(false);
    await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    for (let i = 0; i < 20; i += 1)
      await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(server.logins()).toBeLessThanOrEqual(2);
    const outcome = await client.write({ method: 'POST', template: '/tasks/export', body: {} }, () => ({
      kind: 'accepted',
      value: null,
    }));
    expect(outcome).toMatchObject({ kind: 'not_sent', error: { code: 'upstream_unavailable' } });
  });

  test('tries wrong credentials once, then fails at once until the pause is over', async () => {
    const clock = { now: Date.now() };
    const client = clientWith({ now: () => clock.now });
    server.respondLogin((_request, response) => {
      sendJson(response, { message: 'Bad credentials' }, 401);
    });
    for (let i = 0; i < 10; i += 1)
      await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_unavailable', retryAfterSeconds: 1 });
    expect(server.logins()).toBe(1);
    expect(server.requests).toHaveLength(0);
    server.respondLogin(null);
    clock.now += 1_000;
    await client.read(nodes);
    expect(server.logins()).toBe(2);
  });

  test('does not follow redirects', async () => {
    const client = clientWith();
    server.respond((_request, response) => {
      response.writeHead(302, { location: `${server.url}/api/elsewhere` }).end();
    });
    await expect(client.read(nodes)).rejects.toMatchObject({ code: 'upstream_contract' });
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/tasks']);
  });

  test('writes no secret, query value or body into logs and errors', async () => {
    let written = '';
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    const client = clientWith({ log: pino({ level: 'trace' }, sink) });
    server.respond((request, response) => {
      if (request.method === 'POST') sendJson(response, { message: 'PLANTED-ANSWER' }, 500);
      else sendJson(response, { message: 'PLANTED-ANSWER' }, 404);
    });
    const refused: unknown = await client
      .read({ ...nodes, query: { filter: 'PLANTED-QUERY' } })
      .catch((error: unknown) => error);
    await client.write(
      { method: 'PUT', template: '/tasks/{guid}/state', params: { guid: 'PLANTED-ID' }, body: { x: 'PLANTED-BODY' } },
      () => ({ kind: 'accepted', value: null }),
    );
    expect(written).toContain('"route":"/tasks/{guid}/state"');
    expect(written).toContain('"status":404');
    expect(written).not.toContain('PLANTED');
    expect(refused).toMatchObject({ code: 'upstream_rejected', detail: 'The backup service refused this request.' });
    expect(JSON.stringify(client.linkStatus())).not.toContain('127.0.0.1');
  });
});
