import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '@/lib/core/app-error';
import { inCall } from '@/lib/core/call-context';
import type { DownloadStart, StorwareClient } from './client';
import { sendJson, startFakeServer } from './testing/fake-server';
import type { FakeServer } from './testing/fake-server';
import { testClient } from './testing/test-client';
import type { DownloadSettings, StorwareClientConfig } from './transport/settings';

let server: FakeServer;
const clients: StorwareClient[] = [];
const route = {
  method: 'POST',
  template: '/mounted-file-systems/{guid}/download',
  params: { guid: 'fs' },
  body: { paths: ['/x'] },
} as const;

function clientWith(
  downloads: Partial<DownloadSettings> = {},
  config: Partial<StorwareClientConfig> = {},
): StorwareClient {
  const client = testClient(server.url, { downloads, ...config });
  clients.push(client);
  return client;
}
async function begin(client: StorwareClient, signal?: AbortSignal): Promise<DownloadStart> {
  const started = await client.download(route, { signal });
  if (!started) throw new Error('not found');
  return started;
}
const text = (started: DownloadStart): Promise<string> => new Response(started.stream).text();
const streaming = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'application/octet-stream' });

/** Waits for events of a socket, instead of a fixed time. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

describe('a download', () => {
  test('passes on bytes, size and name as the server sent them', async () => {
    server.respond((_q, response) => {
      response
        .writeHead(200, { 'content-length': '5', 'content-disposition': 'attachment; filename=_x_' })
        .end('hello');
    });
    const started = await begin(clientWith());
    expect(started).toMatchObject({ sizeBytes: 5, disposition: 'attachment; filename=_x_' });
    expect(await text(started)).toBe('hello');
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/api/mounted-file-systems/fs/download',
        body: { paths: ['/x'] },
        headers: { accept: '*/*' },
      },
    ]);
  });

  test('may be larger than any other response', async () => {
    server.respond((_q, response) => {
      response.writeHead(200).end('x'.repeat(100_000));
    });
    expect(await text(await begin(clientWith({}, { maxResponseBytes: 1_000 })))).toHaveLength(100_000);
  });

  test('may take longer than any other response, as long as bytes arrive', async () => {
    server.respond((_q, response) => {
      streaming(response);
      let left = 6;
      const timer = setInterval(() => {
        response.write('x');
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      }, 60);
    });
    expect(await text(await begin(clientWith({}, { timeouts: { totalMs: 100, bodyMs: 50, headersMs: 2_000 } })))).toBe(
      'xxxxxx',
    );
  });

  test('reads from the server no faster than its reader', async () => {
    let written = 0;
    server.respond((_q, response) => {
      streaming(response);
      const piece = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed) {
          written += piece.length;
          if (!response.write(piece)) break;
        }
      };
      response.on('drain', more);
      more();
    });
    const started = await begin(clientWith());
    const reader = started.stream.getReader();
    expect((await reader.read()).done).toBe(false);
    let before = -1;
    await until(() => {
      const isStill = written === before;
      before = written;
      return isStill;
    });
    // Sockets of loopback buffer some megabytes; an unbounded reader would have taken far more by now.
    expect(written).toBeLessThan(32 * 1024 * 1024);
    await reader.cancel();
  });

  test('closes the connection and frees its slot when its reader cancels', async () => {
    const closed: boolean[] = [];
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
      response.on('close', () => closed.push(true));
    });
    const client = clientWith({ concurrency: 1, queueMs: 2_000 });
    for (let round = 1; round <= 3; round += 1) {
      const reader = (await begin(client)).stream.getReader();
      await reader.read();
      await reader.cancel();
      await until(() => closed.length === round);
    }
  });

  test('ends when its caller cancels, before and after the first byte', async () => {
    const arrivals: ServerResponse[] = [];
    server.respond((_q, response) => {
      arrivals.push(response);
    });
    const client = clientWith();
    const early = new AbortController();
    const waiting = client.download(route, { signal: early.signal });
    await until(() => arrivals.length === 1);
    early.abort(new Error('the browser has gone'));
    await expect(waiting).rejects.toThrow('the browser has gone');
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
      arrivals.push(response);
    });
    const late = new AbortController();
    const reader = (await begin(client, late.signal)).stream.getReader();
    await reader.read();
    const broken = reader.read();
    late.abort(new Error('the browser has gone'));
    await expect(broken).rejects.toThrow('the browser has gone');
    await until(() => arrivals[1]?.closed === true);
  });

  test('reports an interrupted transfer as an error, not as a short file', async () => {
    server.respond((_q, response, raw) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('only this', () => raw.socket.destroy());
    });
    await expect(text(await begin(clientWith()))).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });

  test('times out when no more bytes arrive', async () => {
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
    });
    await expect(text(await begin(clientWith({ idleMs: 300 })))).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  test('times out when it does not begin, without opening the circuit breaker', async () => {
    server.respond(() => undefined);
    const client = clientWith({ headersMs: 200 }, { breaker: { failureThreshold: 1 } });
    await expect(client.download(route)).rejects.toMatchObject({ code: 'upstream_timeout' });
    expect(client.linkStatus().breaker).toBe('closed');
  });

  test('gives up its slot when nobody reads it', async () => {
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
    });
    const client = clientWith({ concurrency: 1, stallMs: 50, queueMs: 5_000 });
    const forgotten = await begin(client);
    await (await begin(client)).stream.cancel();
    await expect(text(forgotten)).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  test('gives up its slot at once when its caller cancels without reading', async () => {
    const closed: boolean[] = [];
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
      response.on('close', () => closed.push(true));
    });
    const client = clientWith({ concurrency: 1, queueMs: 5_000 });
    for (let round = 1; round <= 6; round += 1) {
      const gone = new AbortController();
      await begin(client, gone.signal);
      gone.abort(new Error('the browser has gone'));
      await until(() => closed.length === round);
    }
  });

  test('gives up its slot to a waiting download only when it is read too slowly', async () => {
    const pieces: ServerResponse[] = [];
    server.respond((_q, response) => {
      streaming(response);
      response.write('x'.repeat(1_000));
      pieces.push(response);
    });
    const client = clientWith({ concurrency: 1, paceMs: 50, minPaceBytes: 100, queueMs: 20_000 });
    const slow = await begin(client);
    const reader = slow.stream.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pieces[0]?.closed).toBe(false);
    await (await begin(client)).stream.cancel();
    await expect(reader.read()).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  test('leaves slots for other tenants, also when one tenant has slow readers', async () => {
    server.respond((_q, response) => {
      streaming(response);
      response.write('first');
    });
    const client = clientWith({ concurrency: 6, queueMs: 500 });
    const as = (tenant: string, person: string) =>
      inCall({ claimant: { tenant, person } }, () =>
        begin(client).catch((error: unknown) => (isAppError(error) ? error.code : String(error))),
      );
    const greedy = await Promise.all(['ada', 'ada', 'ada', 'bob', 'bob', 'eve'].map((person) => as('greedy', person)));
    expect(greedy.filter((one) => one === 'rate_limited')).toHaveLength(3);
    const modest = await as('modest', 'mia');
    if (typeof modest === 'string') throw new Error(`the other tenant got none: ${modest}`);
    expect(new TextDecoder().decode((await modest.stream.getReader().read()).value)).toBe('first');
  });

  test('returns an empty stream for an empty file', async () => {
    server.respond((_q, response) => {
      response.writeHead(200, { 'content-length': '0' }).end();
    });
    expect(await text(await begin(clientWith()))).toBe('');
  });
});

describe('the session of a download', () => {
  test('repeats once in a new session after a 401 before the first byte', async () => {
    server.respond((_q, response) => {
      response.writeHead(200).end('hello');
    });
    const client = clientWith();
    expect(await text(await begin(client))).toBe('hello');
    server.expireSessions();
    expect(await text(await begin(client))).toBe('hello');
    expect(server.logins()).toBe(2);
    expect(server.requests).toHaveLength(3);
  });

  test('does not repeat after a second 401, and frees its slot', async () => {
    const client = clientWith({ concurrency: 1 });
    await client.read({ method: 'GET', template: '/tasks' });
    server.acceptSessions(false);
    await expect(client.download(route)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    server.acceptSessions(true);
  });
});

describe('responses that are not a download', () => {
  test('returns null for 404, and logs the text of other refusals without showing it', async () => {
    const client = clientWith({ concurrency: 1 });
    server.respond((_q, response) => sendJson(response, {}, 404));
    expect(await client.download(route)).toBeNull();
    server.respond((_q, response) => sendJson(response, { message: 'not mounted on node-3' }, 400));
    await expect(client.download(route)).rejects.toMatchObject({
      code: 'upstream_rejected',
      meta: { message: 'not mounted on node-3' },
    });
    server.respond((_q, response) => {
      response.writeHead(500, { 'content-type': 'text/html' }).end('<html>');
    });
    await expect(client.download(route)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  });

  test('sends the request once in every case', async () => {
    server.respond((_q, _response, raw) => {
      raw.socket.destroy();
    });
    await expect(clientWith().download(route)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('downloads beside other requests', () => {
  test('hanging downloads block neither reads nor more than their own slots', async () => {
    server.respond(({ path }, response) => {
      if (!path.endsWith('/download')) {
        sendJson(response, []);
        return;
      }
      streaming(response);
      response.write('first');
    });
    const client = clientWith({ concurrency: 2, queueMs: 500 }, { concurrency: 1 });
    const held = await Promise.all([begin(client), begin(client)]);
    await expect(client.read({ method: 'GET', template: '/tasks' })).resolves.toMatchObject({ body: [] });
    await expect(client.download(route)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await held[0].stream.cancel();
    await (await begin(client)).stream.cancel();
    await held[1].stream.cancel();
  });

  test('starts none while the server is known to be down', async () => {
    server.respond((_q, response) => sendJson(response, {}, 503));
    const client = clientWith({}, { breaker: { failureThreshold: 1, coolDownMs: 60_000, maxCoolDownMs: 60_000 } });
    await expect(client.read({ method: 'GET', template: '/tasks' })).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
    const before = server.requests.length;
    await expect(client.download(route)).rejects.toMatchObject({ code: 'upstream_unavailable', retryAfterSeconds: 60 });
    expect(server.requests).toHaveLength(before);
  });
});
