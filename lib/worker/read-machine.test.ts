import { beforeEach, expect, test, vi } from 'vitest';
import { createBackupReads } from './read-machine';

const known = vi.hoisted(() => ({ count: 0, newest: null as Date | null }));
const sync = vi.hoisted(() => vi.fn<(guid: string, signal: AbortSignal, from?: Date) => Promise<{ count: number }>>());
vi.mock('@/lib/mirror/backups/sync-backups', () => ({ syncBackupsOfMachine: sync }));
vi.mock('@/lib/db/client', () => ({
  db: () => ({
    mirrorBackup: {
      count: () => Promise.resolve(known.count),
      findFirst: () => Promise.resolve(known.newest && { startedAt: known.newest }),
    },
  }),
}));

const { signal } = new AbortController();
const newest = new Date('2026-11-30T12:00:00Z');
const wholes = () => sync.mock.calls.filter(([, , from]) => from === undefined).length;
const parts = () => sync.mock.calls.filter(([, , from]) => from !== undefined);
beforeEach(() => {
  sync.mockReset();
  Object.assign(known, { count: 10_000, newest });
});

test('a history of ten thousand is read completely once in a while, and otherwise only what is new', async () => {
  let now = 1_000_000;
  const read = createBackupReads(() => now);
  sync.mockImplementation((_guid, _signal, from) => Promise.resolve({ count: from ? 3 : 10_000 }));
  for (let count = 0; count < 50; count += 1, now += 10_000) await read('m', signal);
  expect([wholes(), parts().length]).toEqual([1, 49]);
  for (const [, , from] of parts()) expect(from?.getTime()).toBeLessThan(newest.getTime());
  now += 600_000;
  await read('m', signal);
  expect(wholes()).toBe(2);
});

test('a short history is read completely each time', async () => {
  known.count = 100;
  const read = createBackupReads();
  sync.mockResolvedValue({ count: 100 });
  for (let count = 0; count < 5; count += 1) await read('m', signal);
  expect([wholes(), parts().length]).toEqual([5, 0]);
});

test('a server that ignores the filter is read once, and not again before the next complete read', async () => {
  let now = 1_000_000;
  const read = createBackupReads(() => now);
  sync.mockResolvedValue({ count: 10_000 });
  for (let count = 0; count < 20; count += 1, now += 10_000) await read('m', signal);
  expect([wholes(), parts().length]).toEqual([1, 1]);
});

test('a failed read does not count', async () => {
  const read = createBackupReads(() => 1_000_000);
  sync.mockRejectedValueOnce(new Error('away'));
  await expect(read('m', signal)).rejects.toThrow('away');
  sync.mockResolvedValue({ count: 10_000 });
  await read('m', signal);
  expect(wholes()).toBe(2);
});
