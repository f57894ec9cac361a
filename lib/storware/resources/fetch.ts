import { isAppError } from '@/lib/core/app-error';
import type { ReadAnswer, StorwareClient } from '@/lib/storware/client';
import type { StorwareList, StorwarePage, StorwareWhole } from '@/lib/storware/model/result';
import type { Route } from '@/lib/storware/transport/exchange';
import { parseList, parseOne } from '@/lib/storware/wire/parse';
import type { WireKind } from '@/lib/storware/wire/parse';

type ListRoute = Omit<Route, 'method' | 'body'>;

const maxPages = 5_000;

/** A list that is never long, in one request. */
export async function fetchList<T>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: ListRoute,
  signal?: AbortSignal,
): Promise<StorwareList<T>> {
  const answer = await client.read({ ...route, method: 'GET' }, { signal });
  return answer.understand((body) => parseList(kind, body, client.log));
}

async function readPage(
  client: StorwareClient,
  route: ListRoute,
  page: number,
  isOrdered: boolean,
  signal?: AbortSignal,
): Promise<ReadAnswer> {
  const order = isOrdered ? { orderBy: 'guid', direction: 'asc' } : {};
  return client.read(
    { ...route, method: 'GET', query: { ...route.query, page, size: client.pageSize, ...order } },
    { signal },
  );
}

/**
 * A list of any length, page by page, in the order of guids so that pages do not shift. Copes with a server
 * that ignores paging, caps the page size, does not sort by guid, or omits X-Total-Count (STORWARE_API.md 2.4, 13.49).
 */
export async function* fetchPages<T extends { guid: string }>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: ListRoute,
  signal?: AbortSignal,
): AsyncGenerator<StorwarePage<T>, void, undefined> {
  const seen = new Set<string>();
  let brokenSoFar = 0;
  let isOrdered = true;
  let claimed: number | null = null;
  let heldStill = true;
  for (let page = 0; page < maxPages; page += 1) {
    let answer: ReadAnswer;
    try {
      answer = await readPage(client, route, page, isOrdered, signal);
    } catch (error) {
      // Which columns a server sorts by is not documented: without an order is better than without a list.
      if (page > 0 || !isOrdered || !isAppError(error) || error.meta?.status !== 400) throw error;
      isOrdered = false;
      answer = await readPage(client, route, page, isOrdered, signal);
    }
    const { items, broken } = answer.understand((body) => parseList(kind, body, client.log));
    const fresh = items.filter(({ guid }) => !seen.has(guid) && seen.add(guid));
    brokenSoFar += broken;
    if (page > 0 && claimed !== null && answer.totalCount !== null && claimed !== answer.totalCount) heldStill = false;
    claimed = answer.totalCount ?? claimed;
    const arrived = seen.size + brokenSoFar;
    const isExhausted = claimed === null ? items.length + broken !== client.pageSize : arrived >= claimed;
    const isLast = isExhausted || fresh.length === 0 || page === maxPages - 1;
    const complete = isLast && heldStill && brokenSoFar === 0 && (claimed === null || arrived >= claimed);
    yield { items: fresh, broken, page, total: claimed ?? arrived, isLast, complete };
    if (isLast) return;
  }
}

/** A list of any length as one. */
export async function fetchWhole<T extends { guid: string }>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: ListRoute,
  signal?: AbortSignal,
): Promise<StorwareWhole<T>> {
  const whole: StorwareWhole<T> = { items: [], broken: 0, complete: false };
  for await (const { items, broken, complete } of fetchPages(client, kind, route, signal)) {
    for (const item of items) whole.items.push(item);
    whole.broken += broken;
    whole.complete = complete;
  }
  return whole;
}

/** The elements that `keep` accepts. Filters of the server are never trusted: it ignores parameters that it does not know (13.4). */
export function keeping<T, L extends StorwareList<T>>(list: L, keep: (item: T) => boolean): L {
  return { ...list, items: list.items.filter(keep) };
}

type GetRoute = Omit<Route, 'method' | 'body'>;

/** One object; null when the server does not have it. */
export async function findOne<T>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: GetRoute,
  signal?: AbortSignal,
): Promise<T | null> {
  const answer = await client.find({ ...route, method: 'GET' }, { signal });
  return answer && answer.understand((body) => parseOne(kind, body, client.log));
}

/** One object that must be there. */
export async function getOne<T>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: GetRoute,
  signal?: AbortSignal,
): Promise<T> {
  const answer = await client.read({ ...route, method: 'GET' }, { signal });
  return answer.understand((body) => parseOne(kind, body, client.log));
}
