import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '@/scripts/test-support/eventually';
import { createTestDatabase } from '@/scripts/test-support/database';
import type { TestDatabase } from '@/scripts/test-support/database';
import { runLeaderElection } from './leadership';

let database: TestDatabase;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => database.drop());

/** A connection to the database that can be made to drop everything silently, as when a host has died. */
async function openRelay(): Promise<{ url: string; swallow: () => void; open: () => void }> {
  const target = new URL(database.url);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port || 5432) });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (isOpen) to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (isOpen) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    swallow: () => {
      isOpen = false;
    },
    open: () => {
      isOpen = true;
    },
  };
}

/** Stands for leader and records when it starts and stops leading. */
function candidate(name: string, databaseUrl: string, events: string[], leaseMs: number): void {
  const stop = new AbortController();
  const candidacy = runLeaderElection({
    databaseUrl,
    signal: stop.signal,
    pollMs: 50,
    leaseMs,
    onSyncRequest: () => undefined,
    lead: (signal) =>
      new Promise((resolve) => {
        events.push(`${name} leads`);
        signal.addEventListener('abort', () => {
          events.push(`${name} stops`);
          resolve();
        });
      }),
  });
  ends.push(() => {
    stop.abort();
    return candidacy;
  });
}

describe('a leader whose connection to the database is silently lost', () => {
  test('stops by itself before its lease has ended, and only then another one leads', async () => {
    const events: string[] = [];
    const leaseMs = 2_000;
    const relay = await openRelay();
    candidate('first', relay.url, events, leaseMs);
    await eventually('the first to lead', () => (events.length === 1 ? true : null));
    candidate('second', database.url, events, leaseMs);
    relay.swallow();
    await eventually('the second to lead', () => (events.includes('second leads') ? true : null));
    expect(events).toEqual(['first leads', 'first stops', 'second leads']);
  });

  test('does not delay another candidate of the same process: its dead connection is dropped', async () => {
    const events: string[] = [];
    const relay = await openRelay();
    candidate('only', relay.url, events, 2_000);
    await eventually('the first term', () => (events.length === 1 ? true : null));
    relay.swallow();
    await eventually('the end of the first term', () => (events.length === 2 ? true : null));
    relay.open();
    await eventually('the second term', () => (events.length === 3 ? true : null));
    expect(events).toEqual(['only leads', 'only stops', 'only leads']);
  });
});
