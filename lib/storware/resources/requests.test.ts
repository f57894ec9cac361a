import fc from 'fast-check';
import pino from 'pino';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/core/app-error';
import type { ReadAnswer, StorwareClient } from '@/lib/storware/client';
import type { Route } from '@/lib/storware/transport/exchange';
import type { WireKind } from '@/lib/storware/wire/parse';
import { fetchPages, fetchWhole } from './requests';

type Thing = { guid: string };
const WireThing: WireKind<Thing> = { name: 'thing', schema: z.object({ guid: z.string() }) };
const route = { template: '/things' };

/** A client whose server is this function; counts its requests. */
function clientOf(
  pageSize: number,
  serve: (page: number, size: number, route: Route) => Omit<ReadAnswer, 'understand'>,
) {
  let calls = 0;
  const client: StorwareClient = {
    pageSize,
    log: pino({ level: 'silent' }),
    read: (asked) => {
      calls += 1;
      return Promise.resolve().then(() => {
        const answer = serve(Number(asked.query?.page), Number(asked.query?.size), asked);
        return { ...answer, understand: (parse) => parse(answer.body) };
      });
    },
    find: () => Promise.reject(new Error('not used')),
    write: () => Promise.reject(new Error('not used')),
    download: () => Promise.reject(new Error('not used')),
    lacks: () => undefined,
    linkStatus: () => {
      throw new Error('not used');
    },
    close: () => Promise.resolve(),
  };
  return { client, calls: () => calls };
}

const manyThings = fc
  .integer({ min: 0, max: 300 })
  .map((count) => Array.from({ length: count }, (_, i): Thing => ({ guid: `g${String(i).padStart(4, '0')}` })));
const pageSizes = fc.integer({ min: 1, max: 60 });

describe('fetching a whole list', () => {
  test('returns every element once for any size of list and page, with and without X-Total-Count', async () => {
    await fc.assert(
      fc.asyncProperty(manyThings, pageSizes, fc.boolean(), async (things, pageSize, isCounted) => {
        const { client } = clientOf(pageSize, (page, size) => ({
          body: things.slice(page * size, (page + 1) * size),
          totalCount: isCounted ? things.length : null,
        }));
        expect(await fetchWhole(client, WireThing, route)).toEqual({ items: things, broken: 0, complete: true });
      }),
    );
  });

  test('handles a server that ignores paging, with and without a total', async () => {
    await fc.assert(
      fc.asyncProperty(manyThings, pageSizes, fc.boolean(), async (things, pageSize, isCounted) => {
        const { client, calls } = clientOf(pageSize, () => ({
          body: things,
          totalCount: isCounted ? things.length : null,
        }));
        expect((await fetchWhole(client, WireThing, route)).items).toEqual(things);
        expect(calls()).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('handles a server that caps the page size below the requested one', async () => {
    await fc.assert(
      fc.asyncProperty(manyThings, fc.integer({ min: 1, max: 9 }), async (things, cap) => {
        const { client } = clientOf(10, (page) => ({
          body: things.slice(page * cap, (page + 1) * cap),
          totalCount: things.length,
        }));
        expect(await fetchWhole(client, WireThing, route)).toEqual({ items: things, broken: 0, complete: true });
      }),
    );
  });

  test('omits and counts a broken element, and reports the list as incomplete', async () => {
    await fc.assert(
      fc.asyncProperty(manyThings, fc.nat(), pageSizes, async (things, at, pageSize) => {
        const index = at % (things.length + 1);
        const wire: unknown[] = [...things.slice(0, index), { nonsense: true }, ...things.slice(index)];
        const { client } = clientOf(pageSize, (page, size) => ({
          body: wire.slice(page * size, (page + 1) * size),
          totalCount: wire.length,
        }));
        const whole = await fetchWhole(client, WireThing, route);
        expect(whole.broken === 1 || whole.items.length < things.length).toBe(true);
        expect(whole.complete).toBe(false);
        if (pageSize > 1) expect(whole).toEqual({ items: things, broken: 1, complete: false });
      }),
    );
  });

  test('returns no element twice when the list changes during the read, and reports it as incomplete', async () => {
    const things = Array.from({ length: 30 }, (_, i): Thing => ({ guid: `g${i}` }));
    for (const later of [things.slice(5), [{ guid: 'new' }, ...things]]) {
      const { client } = clientOf(10, (page) => {
        const now = page === 0 ? things : later;
        return { body: now.slice(page * 10, (page + 1) * 10), totalCount: now.length };
      });
      const whole = await fetchWhole(client, WireThing, route);
      expect(new Set(whole.items.map(({ guid }) => guid)).size).toBe(whole.items.length);
      expect(whole.complete).toBe(false);
    }
  });

  test('requests the order of guids, and no order when the server refuses to sort', async () => {
    const orders: unknown[] = [];
    const { client } = clientOf(10, (_page, _size, { query }) => {
      orders.push(query?.orderBy);
      if (query?.orderBy !== undefined) throw new AppError('upstream_rejected', { meta: { status: 400 } });
      return { body: [{ guid: 'a' }], totalCount: 1 };
    });
    expect((await fetchWhole(client, WireThing, route)).items).toEqual([{ guid: 'a' }]);
    expect(orders).toEqual(['guid', undefined]);
  });

  test('returns pages one by one and marks the last', async () => {
    const things = Array.from({ length: 25 }, (_, i): Thing => ({ guid: `g${i}` }));
    const { client } = clientOf(10, (page, size) => ({
      body: things.slice(page * size, (page + 1) * size),
      totalCount: 25,
    }));
    const pages: [number, number, boolean, boolean][] = [];
    for await (const page of fetchPages(client, WireThing, route))
      pages.push([page.items.length, page.total, page.isLast, page.complete]);
    expect(pages).toEqual([
      [10, 25, false, false],
      [10, 25, false, false],
      [5, 25, true, true],
    ]);
  });
});
