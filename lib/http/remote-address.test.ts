import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { remoteAddress, trackRemoteAddresses } from './remote-address';

const headers = (forwarded: string | null) => new Headers({ 'x-portal-peer': '10.0.0.1', ...(forwarded === null ? {} : { 'x-forwarded-for': forwarded }) });

describe('remoteAddress', () => {
  test.each<[string, number, string | null, string]>([
    ['is the socket, whatever a client claims, when no proxy is trusted', 0, '6.6.6.6', '10.0.0.1'],
    ['is what the one trusted proxy wrote, not what the client put before it', 1, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['is what the outer of two trusted proxies wrote', 2, '6.6.6.6, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['is the first entry when there are fewer than proxies', 3, '203.0.113.9', '203.0.113.9'],
    ['is the socket when a trusted proxy wrote nothing', 1, null, '10.0.0.1'],
  ])('%s', (_what, hops, forwarded, expected) => {
    expect(remoteAddress(headers(forwarded), hops)).toBe(expected);
  });
});

describe('trackRemoteAddresses', () => {
  test('overwrites what a client sends, and takes away forwarded headers that nobody vouches for', async () => {
    trackRemoteAddresses(0);
    const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        headers: { 'x-portal-peer': '6.6.6.6', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
      });
      const seen = (await answer.json()) as Record<string, string>;
      expect(seen['x-portal-peer']).toBe('127.0.0.1');
      expect(Object.keys(seen).filter((name) => name.startsWith('x-forwarded'))).toEqual([]);
    } finally {
      server.close();
    }
  });

  test('an address with a broken percent-encoding is led where handlers can refuse it', async () => {
    trackRemoteAddresses(0);
    const server = createServer((request, response) => response.end(`${request.url} ${String(request.headers['x-portal-malformed'])}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const ask = async (path: string) => (await fetch(`${base}${path}`, { headers: { 'x-portal-malformed': '1' } })).text();
      expect(await ask('/api/v1/machines/%ff')).toBe('/api/malformed 1');
      expect(await ask('/api/v1/machines/%C3%BC?q=%ff')).toBe('/api/v1/machines/%C3%BC?q=%ff undefined');
    } finally {
      server.close();
    }
  });
});
