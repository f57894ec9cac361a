import { isAppError } from '@/lib/core/app-error';
import type { ReadAnswer, StorwareClient } from '@/lib/storware/client';
import type {
  NamedOutcome,
  StorwareList,
  StorwarePage,
  StorwareWhole,
  WriteOutcome,
} from '@/lib/storware/model/result';
import type { Route } from '@/lib/storware/transport/exchange';
import type { WireKind } from '@/lib/storware/wire/parse';
import { parseElement, parseList, parseOne } from '@/lib/storware/wire/parse';
import type { CallOptions } from '@/lib/storware/storware';
import { clientOf } from '@/lib/storware/storware';
import { preflightRead } from '@/lib/storware/outcomes';

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
      // Which columns a server sorts by is not documented: an unsorted list is better than none.
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

/** A write that is answered with the object that it made or changed; null when the answer is empty or not understood. */
export function writeOne<T>(kind: WireKind<T>, route: Route, call?: CallOptions): Promise<WriteOutcome<T | null>> {
  const parse = (body: unknown): WriteOutcome<T | null> => {
    const parsed = parseElement(kind, body);
    return { kind: 'accepted', value: parsed.ok ? parsed.value : null };
  };
  return clientOf(call).write<T | null>(route, parse, { signal: call?.signal });
}

/** A DELETE; what is not there (any more) is `gone`. */
export async function deleteOne(
  template: string,
  guid: string,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  const removed = { kind: 'accepted', value: 'removed' } as const;
  const outcome = await clientOf(call).write<'removed' | 'gone'>(
    { method: 'DELETE', template, params: { guid } },
    () => removed,
    { signal: call?.signal },
  );
  return outcome.kind === 'rejected' && outcome.status === 404 ? { kind: 'accepted', value: 'gone' } : outcome;
}

/** Those that have a name already; `complete` says whether the list was understood whole, so that absence means something. */
export type NameConflicts = { guids: string[]; complete: boolean };

/**
 * Awaited when a name was found to be free and before anything is created under it: from then on an object of that name
 * may be ours.
 */
export type BeforeSend = { beforeSend?: (() => Promise<void>) | undefined };

/** Names as the server compares them: it puts `uuid_<project>_` in front of some (STORWARE_API.md 13.6), and does not mind the case (14.10). */
export function isSameName(a: string, b: string): boolean {
  const plain = (name: string): string =>
    name
      .replace(/^uuid_[^_]+_/, '')
      .trim()
      .toLowerCase();
  return plain(a) === plain(b);
}

/** Whether the server answered, and said 500: executed or not, it is not executing any more. */
export function isAnswered500(outcome: WriteOutcome<unknown>): boolean {
  return outcome.kind === 'unknown' && outcome.error.meta?.status === 500;
}

/**
 * A write that gives something a name. Servers answer 409, 400 or 500 for an existing name (14.10), so names are read
 * before and after instead of comparing texts. After a 500 a name that is still free means that nothing was created;
 * otherwise the outcome is `unknown`.
 */
export async function writeNamed<T>(
  template: string,
  nameConflicts: () => Promise<NameConflicts>,
  write: () => Promise<WriteOutcome<T>>,
): Promise<NamedOutcome<T>> {
  const before = await preflightRead(template, nameConflicts);
  if ('failed' in before) return before.failed;
  if (before.found.guids.length > 0) return { kind: 'name_taken' };
  const outcome = await write();
  if (outcome.kind !== 'rejected' && !isAnswered500(outcome)) return outcome;
  const after = await preflightRead(template, nameConflicts);
  if ('failed' in after) return outcome;
  const isTaken = after.found.guids.length > 0;
  if (outcome.kind === 'rejected') return isTaken ? { kind: 'name_taken' } : outcome;
  return isTaken || !after.found.complete ? outcome : { kind: 'rejected', status: 500, message: '' };
}
