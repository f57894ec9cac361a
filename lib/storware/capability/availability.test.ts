import pino from 'pino';
import { describe, expect, test } from 'vitest';
import type { AvailabilityStore, RouteRecord } from './availability';
import { createAvailabilityBook } from './availability';

const disks = { method: 'GET', template: '/virtual-machine-disks', query: { 'virtual-machine': 'm1' } } as const;
const storages = (place: string) =>
  ({ method: 'GET', template: '/hypervisor-storages', query: { hypervisor: place } }) as const;
const detail = { method: 'GET', template: '/backups/{guid}', params: { guid: 'b1' } } as const;
const pauses = { missingMs: 1_000, missingMaxMs: 3_000, outageMs: 100, outageMaxMs: 200 };

function bookAt(store: AvailabilityStore | null = null) {
  const lines: { level: number; msg: string; route?: string; method?: string }[] = [];
  const log = pino(
    { level: 'info' },
    { write: (text: string) => void lines.push(JSON.parse(text) as (typeof lines)[number]) },
  );
  let time = 0;
  const book = createAvailabilityBook({ log, now: () => time, pauses, store: () => store });
  return { book, lines, pass: (ms: number) => (time += ms) };
}

describe('what is known of a route beyond the guide', () => {
  test('does not call a missing route for a while, with growing pauses up to a limit', () => {
    const { book, pass } = bookAt();
    expect(book.blocked(disks)).toBeNull();
    for (const pauseMs of [1_000, 2_000, 3_000, 3_000]) {
      book.failed(disks, 'MISSING', 404);
      pass(pauseMs - 1);
      expect(book.blocked(disks)).toMatchObject({ state: 'MISSING', status: 404 });
      pass(1);
      expect(book.blocked(disks)).toBeNull();
    }
    book.worked(disks);
    book.failed(disks, 'MISSING', 404);
    pass(1_000);
    expect(book.blocked(disks)).toBeNull();
  });

  test('logs a change with method and route, and nothing in between', () => {
    const { book, lines, pass } = bookAt();
    for (let round = 0; round < 5; round += 1) {
      book.failed(disks, 'DENIED', 403);
      pass(10_000);
    }
    book.worked(disks);
    book.worked(disks);
    expect(lines.map(({ level, method, route }) => [level, method, route])).toEqual([
      [40, 'GET', '/virtual-machine-disks'],
      [30, 'GET', '/virtual-machine-disks'],
    ]);
  });

  test('treats a missing response as an outage of the route only if the rest of the server answers', () => {
    const { book } = bookAt();
    book.failed(disks, 'OUTAGE', 500);
    expect(book.blocked(disks)).toBeNull();
    book.serverAnswered(false);
    book.serverAnswered(true);
    expect(book.blocked(disks)).toBeNull();
    book.failed(disks, 'OUTAGE', 500);
    book.serverAnswered(true);
    expect(book.blocked(disks)).toMatchObject({ state: 'OUTAGE' });
  });

  test('a failure for one object does not block others, but a route that never answers is not called', () => {
    const { book } = bookAt();
    book.failed(detail, 'DENIED', 403);
    expect(book.blocked(detail)).toBeNull();
    book.failed(detail, 'OUTAGE', null);
    book.serverAnswered(true);
    expect(book.blocked(detail)).toMatchObject({ state: 'OUTAGE', status: null });
  });

  test('a 404 about a place counts for that place, until a second place is denied too', () => {
    const { book } = bookAt();
    book.failed(storages('gone'), 'MISSING', 404);
    expect(book.blocked(storages('gone'))).toBeNull();
    book.worked(storages('there'));
    book.failed(storages('gone'), 'MISSING', 404);
    expect(book.blocked(storages('gone'))).toBeNull();
    book.failed(storages('there'), 'MISSING', 404);
    expect(book.blocked(storages('there'))).toMatchObject({ state: 'MISSING' });
  });

  test('keeps its state across processes, and the latest result wins', async () => {
    const kept = new Map<string, RouteRecord>();
    const store: AvailabilityStore = {
      load: () => Promise.resolve([...kept.values()]),
      save: (record) => Promise.resolve(void kept.set(record.route, record)),
    };
    const one = bookAt(store);
    one.pass(5);
    one.book.failed(disks, 'MISSING', 404);
    const other = bookAt(store);
    await other.book.refresh();
    expect(other.book.blocked(disks)).toMatchObject({ state: 'MISSING' });
    other.pass(20_000);
    other.book.worked(disks);
    one.pass(20_100);
    await one.book.refresh();
    expect(one.book.blocked(disks)).toBeNull();
    expect(other.lines.map(({ msg }) => msg)).toEqual(['Storware offers this again']);
  });

  test('ignores a failing store', async () => {
    const { book } = bookAt({
      load: () => Promise.reject(new Error('away')),
      save: () => Promise.reject(new Error('away')),
    });
    await book.refresh();
    book.failed(disks, 'MISSING', 404);
    expect(book.blocked(disks)).toMatchObject({ state: 'MISSING' });
  });
});
