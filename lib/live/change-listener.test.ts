import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { log } from '@/lib/core/log';
import { listenForEver } from './change-listener';

test('a lost connection leaves no listener on the abort signal', async () => {
  log.level = 'silent';
  const end = new AbortController();
  const counts: number[] = [];
  // Accepts connections, and drops each at once.
  const server = createServer((socket) => {
    counts.push(getEventListeners(end.signal, 'abort').length);
    socket.destroy();
    if (counts.length === 4) end.abort();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await listenForEver(`postgresql://nobody@127.0.0.1:${port}/none`, ['x'], {
    onNotice: () => undefined,
    onConnect: () => undefined,
    signal: end.signal,
  });
  server.close();
  expect(new Set(counts)).toEqual(new Set([1]));
  expect(getEventListeners(end.signal, 'abort')).toEqual([]);
});
