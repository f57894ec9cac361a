import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReadOnlyCall } from '@/lib/core/call-context';
import { watchRequests } from './request-hook';

type Seen = { method: string; url: string; headers: Record<string, string>; isReadOnly: boolean };

const seen: Seen[] = [];
const server = createServer((incoming, response) => {
  seen.push({
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers as Record<string, string>,
    isReadOnly: isReadOnlyCall(),
  });
  response.end();
});
let port: number;
beforeAll(async () => {
  watchRequests(0);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** What a handler would see of a request. */
function send(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(seen.at(-1) as Seen));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('watchRequests', () => {
  test('overwrites internal headers of a client, and removes forwarded headers without a trusted proxy', async () => {
    const { headers } = await send('/api/v1/me', {
      headers: {
        'x-portal-peer': '6.6.6.6',
        'x-portal-method': 'TRACE',
        'x-portal-page': '1',
        'x-portal-malformed': '1',
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
      },
    });
    expect(headers['x-portal-peer']).toBe('127.0.0.1');
    expect(Object.keys(headers).filter((name) => /^x-(?:forwarded|portal)-/.test(name))).toEqual(['x-portal-peer']);
  });

  test('routes an address with invalid percent-encoding to a handler that refuses it', async () => {
    expect(await send('/api/v1/machines/%ff')).toMatchObject({
      url: '/api/malformed',
      headers: { 'x-portal-malformed': '1' },
    });
    const whole = await send('/api/v1/machines/%C3%BC?q=%ff');
    expect(whole.url).toBe('/api/v1/machines/%C3%BC?q=%ff');
    expect(whole.headers['x-portal-malformed']).toBeUndefined();
  });

  test.each(['TRACE', 'PROPFIND', 'PURGE'])(
    'routes %s, which Next refuses, to the handler that answers the allowed methods',
    async (method) => {
      expect(await send('/api/v1/machines?page=1', { method })).toMatchObject({
        method: 'OPTIONS',
        url: '/api/v1/machines?page=1',
        headers: { 'x-portal-method': method },
      });
      expect(await send('/readyz', { method })).toMatchObject({
        method: 'OPTIONS',
        url: '/readyz',
        headers: { 'x-portal-method': method },
      });
    },
  );

  test.each(['TRACE', 'POST', 'DELETE', 'PUT', 'PATCH'])('pages do not have %s', async (method) => {
    for (const path of [
      '/',
      '/machines',
      '/apiary',
      '/healthzz',
      '/api/docs',
      '/api/docs/getMe?x=1',
      '/_next/static/x.js',
    ]) {
      expect(await send(path, { method })).toMatchObject({
        method: 'OPTIONS',
        url: '/api/method-not-allowed',
        headers: { 'x-portal-page': '1', 'x-portal-method': method },
      });
    }
  });

  test('leaves other requests unchanged', async () => {
    for (const [method, path] of [
      ['GET', '/machines'],
      ['HEAD', '/'],
      ['POST', '/api/v1/backups'],
      ['OPTIONS', '/api/v1/backups'],
      ['POST', '/api/docsx'],
      ['GET', '/metrics?x=1'],
    ] as const) {
      expect(await send(path, { method })).toMatchObject({ method, url: path });
    }
    expect(await send('/machines', { method: 'OPTIONS' })).toMatchObject({
      method: 'OPTIONS',
      url: '/api/method-not-allowed',
      headers: { 'x-portal-page': '1' },
    });
  });

  test('marks a HEAD request, and not the next one on the same connection', async () => {
    expect((await send('/api/v1/me', { method: 'HEAD' })).isReadOnly).toBe(true);
    expect((await send('/api/v1/me')).isReadOnly).toBe(false);
  });
});
