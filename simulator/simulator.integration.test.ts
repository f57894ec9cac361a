import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

interface Ready {
  https: string;
  http: string;
  control: string;
  caFile: string;
}

interface Running extends Ready {
  process: ChildProcess;
  ca: string;
}

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const children = new Set<ChildProcess>();

function launch(args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function start(dataDir: string, ...more: string[]): Promise<Running> {
  const child = launch([
    '--https-port',
    '0',
    '--http-port',
    '0',
    '--control-port',
    '0',
    '--data-dir',
    dataDir,
    '--machines',
    '20',
    '--work-speed',
    '20',
    ...more,
  ]);
  if (child.stdout === null) throw new Error('No output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const ready = JSON.parse(line) as Ready & { ready: boolean };
  expect(ready.ready).toBe(true);
  return { ...ready, process: child, ca: await readFile(ready.caFile, 'utf8') };
}

async function stop({ process: child }: Running): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  return (await exit)[0];
}

function send(
  server: Running,
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { body, headers = {}, timeoutMs } = options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const settings = { method, headers: { 'Content-Type': 'application/json', ...headers }, agent: false };
    const answer = (response: IncomingMessage): void => {
      let received = '';
      response.on('data', (chunk: Buffer) => (received += chunk.toString()));
      response.on('error', reject);
      response.on('end', () =>
        response.complete
          ? resolve({ status: response.statusCode ?? 0, headers: response.headers, text: received })
          : reject(new Error('cut off')),
      );
    };
    const request = url.startsWith('https:')
      ? httpsRequest(url, { ...settings, ca: server.ca }, answer)
      : httpRequest(url, settings, answer);
    request.on('error', reject);
    if (timeoutMs !== undefined) request.setTimeout(timeoutMs, () => request.destroy(new Error('timed out')));
    request.end(text);
  });
}

let dataDir: string;
let server: Running;
let cookie: string;

async function login(base = server.https): Promise<string> {
  const reply = await send(server, 'POST', `${base}/api/session/login`, {
    body: { login: 'portal', password: 'Simulator-Passw0rd' },
  });
  expect(reply.status).toBe(200);
  return String(reply.headers['set-cookie']).split(';')[0] ?? '';
}

const api = (method: string, path: string, body?: unknown, timeoutMs?: number): Promise<Reply> =>
  send(server, method, `${server.https}/api${path}`, {
    headers: { Cookie: cookie },
    ...(body === undefined ? {} : { body }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

async function control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const reply = await send(server, method, `${server.control}${path}`, body === undefined ? {} : { body });
  return reply.text === '' ? {} : (JSON.parse(reply.text) as Record<string, unknown>);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'simulator-'));
  server = await start(dataDir);
  cookie = await login();
});
afterEach(async () => {
  await control('DELETE', '/faults');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

describe('the simulator as a process', () => {
  test('serves TLS that is trusted by its CA file, for localhost and the loopback addresses', async () => {
    for (const servername of ['localhost', '127.0.0.1', '::1']) {
      const socket = connect({
        port: Number(new URL(server.https).port),
        host: '127.0.0.1',
        ca: server.ca,
        checkServerIdentity: () => undefined,
      });
      await once(socket, 'secureConnect');
      expect([
        socket.authorized,
        socket.getPeerCertificate().subjectaltname?.includes(servername === '::1' ? '0:0:0:0:0:0:0:1' : servername),
      ]).toEqual([true, true]);
      socket.destroy();
    }
    await expect(send({ ...server, ca: '' }, 'GET', `${server.https}/api/session`)).rejects.toThrow();
    expect((await stat(`${server.caFile}.key`)).mode & 0o077).toBe(0);
  });

  test('also serves plain HTTP with CORS and credentials', async () => {
    const origin = { Origin: 'http://browser.test' };
    const preflight = await send(server, 'OPTIONS', `${server.http}/api/tasks`, {
      headers: { ...origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': 'http://browser.test', 'access-control-allow-credentials': 'true' },
    });
    const plain = await login(server.http);
    const reply = await send(server, 'GET', `${server.http}/api/virtual-machines?page=0&size=1`, {
      headers: { ...origin, Cookie: plain },
    });
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'x-total-count': '20', 'access-control-allow-origin': 'http://browser.test' },
    });
    expect(String(reply.headers['access-control-expose-headers'])).toContain('X-Total-Count');
  });

  test('makes a backup from request to location by its own clock', async () => {
    const machines = (await control('GET', '/machines?project=acme')) as unknown as {
      guid: string;
      present: boolean;
    }[];
    const state = (await control('GET', '/state')) as { destinations: { guid: string }[] };
    const guid = machines.find(({ present }) => present)?.guid ?? '';
    const order = {
      protectedEntities: [{ guid }],
      backupType: { name: 'FULL' },
      backupDestination: { guid: state.destinations[0]?.guid },
    };
    const [task] = JSON.parse((await api('POST', '/tasks/export', order)).text) as [{ backup: { guid: string } }];
    await expect
      .poll(
        async () =>
          (JSON.parse((await api('GET', `/backups/${task.backup.guid}`)).text) as { status: { name: string } }).status
            .name,
        { timeout: 15_000 },
      )
      .toBe('SUCCESS');
  });

  test('restores once although the connection dropped after it had accepted, and mounts', async () => {
    const text = await api('GET', '/backups?only-mountable=true&type=FULL');
    const backup = (JSON.parse(text.text) as { guid: string }[])[0]?.guid ?? '';
    const node = (
      JSON.parse((await api('GET', `/nodes?backup-to-be-restored=${backup}`)).text) as { guid: string }[]
    )[0];
    await control('POST', '/faults', { match: { method: 'POST', path: '^/tasks/restore$' }, kind: 'drop-after' });
    await expect(api('POST', '/tasks/restore', { backup: { guid: backup }, node })).rejects.toThrow();
    expect(JSON.parse((await api('GET', `/tasks?backup=${backup}&type=RESTORE`)).text)).toHaveLength(1);
    await api('POST', '/tasks/restore-and-mount', { backup: { guid: backup }, mode: { name: 'AUTO' } });
    const mounts = async () =>
      JSON.parse((await api('GET', '/mounted-backups')).text) as { guid: string; state: { name: string } }[];
    await expect.poll(async () => (await mounts())[0]?.state.name, { timeout: 15_000 }).toBe('RUNNING');
  });

  test('streams a file of 2 GB to a slow reader without using memory for it, and keeps running when the reader leaves', async () => {
    const mount = (JSON.parse((await api('GET', '/mounted-backups')).text) as { guid: string }[])[0]?.guid ?? '';
    const [system] = JSON.parse((await api('GET', `/mounted-file-systems/detailed?mounted-backup=${mount}`)).text) as {
      guid: string;
    }[];
    const resident = async (): Promise<number> => Number((await control('GET', '/state'))['residentBytes']);
    const before = await resident();
    const plain = await login(server.http);
    const request = httpRequest(`${server.http}/api/mounted-file-systems/${system?.guid ?? ''}/download`, {
      method: 'POST',
      headers: { Cookie: plain },
    });
    request.end(JSON.stringify({ paths: ['/srv/dumps/database.dump'] }));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers).toMatchObject({
      'content-length': String(2 * 1024 ** 3),
      'content-disposition': 'attachment; filename=_database.dump_',
    });
    let received = 0;
    let rests = 0;
    for await (const chunk of response) {
      received += (chunk as Buffer).length;
      if (received > rests * 16 * 1024 ** 2) {
        rests += 1;
        await control('GET', '/state');
      }
      if (received > 150 * 1024 ** 2) break;
    }
    expect((await resident()) - before).toBeLessThan(120 * 1024 ** 2);
    expect((await api('GET', '/session')).status).toBe(204);
    await control('POST', '/faults', { match: { path: '/download$' }, kind: 'drop-midbody' });
    await expect(
      api('POST', `/mounted-file-systems/${system?.guid ?? ''}/download`, { paths: ['/srv/dumps'] }),
    ).rejects.toThrow();
  });

  test('drops connections before and after it has done what was requested', async () => {
    const tasksBefore = Number((await control('GET', '/state'))['tasks']);
    const body = {
      hypervisorManagers: [(JSON.parse((await api('GET', '/hypervisor-managers')).text) as { guid: string }[])[0]],
    };
    for (const [kind, made] of [
      ['drop-before', 0],
      ['drop-after', 1],
    ] as const) {
      await control('POST', '/faults', { match: { method: 'POST', path: '^/tasks/inventory-sync$' }, kind });
      await expect(api('POST', '/tasks/inventory-sync', body)).rejects.toThrow();
      expect(Number((await control('GET', '/state'))['tasks']) - tasksBefore).toBe(made);
    }
    expect((await api('GET', '/session')).status).toBe(204);
  });

  test('truncates, corrupts and delays responses, or never sends any', async () => {
    const fault = (kind: string, more: object = {}): Promise<unknown> =>
      control('POST', '/faults', { match: { path: '^/nodes' }, kind, ...more });
    await fault('drop-midbody');
    await expect(api('GET', '/nodes')).rejects.toThrow();
    await fault('hang');
    await expect(api('GET', '/nodes', undefined, 300)).rejects.toThrow('timed out');
    await fault('malformed-json');
    const malformed = await api('GET', '/nodes');
    expect(() => JSON.parse(malformed.text) as unknown).toThrow();
    await fault('broken-element');
    const elements = JSON.parse((await api('GET', '/nodes')).text) as { guid: unknown }[];
    expect(elements.map(({ guid }) => typeof guid)).toEqual(['string', 'number']);
    await fault('unknown-enum');
    expect((await api('GET', '/nodes')).text).toContain('FROBNICATED');
    await fault('empty200');
    expect(await api('GET', '/nodes')).toMatchObject({ status: 200, text: '' });
    await fault('html500');
    expect(await api('GET', '/nodes')).toMatchObject({
      status: 500,
      text: expect.stringContaining('<html>') as unknown,
    });
    await fault('status', { status: 503, message: 'Busy', times: 2 });
    expect([
      (await api('GET', '/nodes')).status,
      (await api('GET', '/nodes')).status,
      (await api('GET', '/nodes')).status,
    ]).toEqual([503, 503, 200]);
    await fault('unauthorized');
    expect((await api('GET', '/nodes')).status).toBe(401);
    const before = performance.now();
    await fault('delay', { delayMs: 200 });
    expect((await api('GET', '/nodes')).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  test('refuses connections during an outage, while its control port still works', async () => {
    await control('POST', '/outage', { on: true });
    await expect(api('GET', '/session')).rejects.toThrow(/ECONNREFUSED/);
    expect(await control('GET', '/health')).toEqual({ ok: true });
    await control('POST', '/outage', { on: false });
    expect((await api('GET', '/session')).status).toBe(204);
  });

  test('keeps a request log and counts by route and log-in', async () => {
    await control('DELETE', '/journal');
    await control('POST', '/sessions/expire');
    expect((await api('GET', '/tasks/00000000-0000-4000-8000-000000000000')).status).toBe(401);
    cookie = await login();
    await api('GET', '/tasks/00000000-0000-4000-8000-000000000000?x=1');
    expect(await control('GET', '/counters')).toEqual({
      logins: 1,
      failedLogins: 0,
      total: 3,
      byRoute: { 'GET /tasks/{guid}': 2, 'POST /session/login': 1 },
    });
    const { entries } = (await control('GET', '/journal')) as {
      entries: { status: number; query: string; body: unknown }[];
    };
    expect(entries.map(({ status }) => status)).toEqual([401, 200, 404]);
    expect([entries[1]?.body, entries[2]?.query]).toEqual([{ login: 'portal', password: '***' }, 'x=1']);
  });

  test('moves its clock forward on request, never back', async () => {
    const { now } = (await control('GET', '/clock')) as { now: number };
    const later = (await control('POST', '/clock', { advanceMs: 86_400_000 })) as { now: number };
    expect(later.now - now).toBeGreaterThanOrEqual(86_400_000);
    expect((await send(server, 'POST', `${server.control}/clock`, { body: { now } })).status).toBe(400);
  });

  test('names an occupied port in one line and exits with 1', async () => {
    const child = launch([
      '--https-port',
      new URL(server.https).port,
      '--http-port',
      '0',
      '--control-port',
      '0',
      '--data-dir',
      dataDir,
      '--machines',
      '12',
    ]);
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, errors.trim().split('\n').length, errors]).toEqual([
      1,
      1,
      expect.stringContaining(`Port ${new URL(server.https).port} is already in use`),
    ]);
  });

  test('exits with 0 on request, and a second start has the same CA and state', async () => {
    const stateFile = join(dataDir, 'state.json');
    const first = await start(dataDir, '--state-file', stateFile);
    const own = (await send(first, 'GET', `${first.control}/machines`)).text;
    await send(first, 'POST', `${first.control}/inventory`, {
      body: { add: { name: 'kept-01', project: 'acme' }, now: true },
    });
    expect(await stop(first)).toBe(0);
    const second = await start(dataDir, '--state-file', stateFile, '--machines', '50');
    expect(second.ca).toBe(server.ca);
    const kept = JSON.parse((await send(second, 'GET', `${second.control}/machines`)).text) as {
      guid: string;
      name: string;
    }[];
    expect(kept.slice(0, 20).map(({ guid }) => guid)).toEqual(
      (JSON.parse(own) as { guid: string }[]).map(({ guid }) => guid),
    );
    expect(kept[20]?.name).toBe('kept-01');
    expect(await stop(second)).toBe(0);
  });
});
