import { hashKey } from '@tanstack/react-query';
import type { Query, QueryClient } from '@tanstack/react-query';
import { keyOf } from './keys';
import type { Data, Key, Params, QueryName } from './keys';
import type { Machine } from '@/lib/contracts/machine';
import type { Operation } from '@/lib/contracts/operation';
import { eventEffects } from './event-effects';
import type { Before, Effect, ObjectEvent, When } from './event-effects';
import { newerOperation } from './list-patches';
import { serverNow } from './server-clock';

/** Events come in bursts; one read after this time covers all of them. */
export const readSoonMs = 400;
/** A useful but not urgent read is spread over this time, so that not all tabs read at the same moment. */
export const readLaterMs = { least: 2_000, most: 6_000 } as const;

/**
 * Something that happened. `stands`: the stream is complete from here on. `resync`: anything may have changed.
 * `written`: this tab wrote.
 */
type Happening =
  ObjectEvent | { event: 'stands' } | { event: 'resync' } | { event: 'written'; queries: readonly QueryName[] };
interface Noted {
  /** Counts events in this tab: a read that starts later includes them. */
  tick: number;
  /** The event's number at the server; null for the response of a write. */
  seq: number | null;
  what: Happening;
  before: Before;
}

/** What a read includes: all events before it was sent, and all up to the server's `seq`. */
interface Reading {
  tick: number;
  seq: number | null;
}

const urgency: Readonly<Record<When, number>> = { later: 0, soon: 1, now: 2 };
const soon: Effect<unknown> = { read: 'soon' };
const nothingBefore: Before = { operation: undefined, machine: undefined };
const mostNoted = 500;
const mostKnown = 5_000;

class LiveCache {
  tick = 0;
  noted: Noted[] = [];
  /** What the data of each query includes, by its hash. */
  readonly shown = new Map<string, Reading>();
  readonly machines = new Map<string, Machine>();
  readonly due = new Map<string, ReturnType<typeof setTimeout>>();
}
const caches = new WeakMap<QueryClient, LiveCache>();

function liveCacheOf(client: QueryClient): LiveCache {
  const known = caches.get(client);
  if (known) return known;
  const made = new LiveCache();
  caches.set(client, made);
  return made;
}

const shows = (reading: Reading | undefined, { seq }: Pick<Noted, 'seq'>): boolean =>
  reading !== undefined && seq !== null && reading.seq !== null && seq <= reading.seq;

/** The effect of an event on one query, by the table. */
function effectOn(name: QueryName, params: unknown, data: unknown, { what, before }: Noted): Effect<unknown> | null {
  const rule = eventEffects[name];
  if (what.event === 'written') return what.queries.includes(name) ? { read: 'now' } : null;
  if (what.event === 'resync') return rule === 'asked' ? null : soon;
  if (typeof rule === 'string') return null;
  if (what.event === 'stands') return soon;
  // The name chose the rule, the parameters and the data, which TypeScript can't follow through the table.
  const effect = rule as (
    event: ObjectEvent,
    query: { params: Params<QueryName>; data: Data<QueryName> | undefined },
    before: Before,
  ) => Effect<unknown> | null;
  return effect(what, { params: params as Params<QueryName>, data: data as Data<QueryName> | undefined }, before);
}

/**
 * Requests another read of one query, once for several calls in between. A running read continues, and is updated at
 * its end.
 */
function readAgain(client: QueryClient, query: Pick<Query, 'queryKey' | 'queryHash'>, when: When): void {
  const { due } = liveCacheOf(client);
  const id = `${when} ${query.queryHash}`;
  if (due.has(id) || (when === 'later' && due.has(`soon ${query.queryHash}`))) return;
  const waitMs =
    when === 'now'
      ? 0
      : when === 'soon'
        ? readSoonMs
        : readLaterMs.least + Math.random() * (readLaterMs.most - readLaterMs.least);
  const timer = setTimeout(() => {
    due.delete(id);
    // A hidden tab reads when it becomes visible.
    const isHidden = typeof document !== 'undefined' && document.visibilityState === 'hidden';
    void client.invalidateQueries(
      { queryKey: query.queryKey, exact: true, refetchType: isHidden ? 'none' : 'active' },
      { cancelRefetch: false },
    );
  }, waitMs);
  due.set(id, timer);
}

/** Applies an event to every query of the cache: exact changes at once, the rest is read again by the table. */
function happens(client: QueryClient, what: Happening, seq: number | null, before: Before): void {
  const cache = liveCacheOf(client);
  cache.tick += 1;
  const noted: Noted = { tick: cache.tick, seq, what, before };
  cache.noted.push(noted);
  if (cache.noted.length > mostNoted) cache.noted.shift();
  for (const query of client.getQueryCache().getAll()) {
    const [name, params] = query.queryKey as Key<QueryName>;
    // A query without data and error is being read, and is updated when the response comes.
    const isAwaited = query.state.data === undefined && query.state.status === 'pending';
    if (isAwaited || shows(cache.shown.get(query.queryHash), noted)) continue;
    const effect = effectOn(name, params, query.state.data, noted);
    if (!effect) continue;
    // Not setQueryData: a query that waits to be read again stays so.
    if (effect.data !== undefined && effect.data !== query.state.data) query.setState({ data: effect.data });
    if (effect.read) readAgain(client, query, effect.read);
  }
}

/** Applies an event of the stream (`seq`: its number there), or an object from the response of a write (null). */
export function applyEvent(client: QueryClient, event: ObjectEvent, seq: number | null = null): void {
  const cache = liveCacheOf(client);
  const before: Before = {
    operation:
      event.event === 'operation'
        ? client.getQueryData<Operation>(keyOf('operation', { id: event.data.id }))
        : undefined,
    machine:
      event.event === 'machine'
        ? (cache.machines.get(event.data.guid) ?? listedMachine(client, event.data.guid))
        : undefined,
  };
  if (event.event === 'operation') {
    const now = newerOperation(before.operation, event.data);
    // Lists drop ended work, so it is remembered here: an old version must not bring it back.
    if (before.operation === undefined) client.setQueryData<Operation>(keyOf('operation', { id: now.id }), now);
    return happens(client, { ...event, data: now }, seq, before);
  }
  if (event.event === 'machine') {
    cache.machines.delete(event.data.guid);
    cache.machines.set(event.data.guid, event.data);
    const [oldest] = cache.machines.size > mostKnown ? cache.machines.keys() : [];
    if (oldest !== undefined) cache.machines.delete(oldest);
  }
  happens(client, event, seq, before);
}

/** Stores the present state of an operation from the response of a write, wherever it is shown. */
export function applyOperation(client: QueryClient, operation: Operation): void {
  applyEvent(client, { id: null, event: 'operation', data: operation });
}

/** After a write of this tab: reads again what it changed, without waiting for its event. */
export function readWritten(client: QueryClient, queries: readonly QueryName[]): void {
  happens(client, { event: 'written', queries }, null, nothingBefore);
}

/** From event `seq` on (null: from now on) the stream is complete: older data is read again. */
export function streamStands(client: QueryClient, seq: number | null): void {
  happens(client, { event: 'stands' }, seq, nothingBefore);
}

/** Anything may have changed: everything is read again. */
export function readEverythingAgain(client: QueryClient): void {
  happens(client, { event: 'resync' }, null, nothingBefore);
}

function listedMachine(client: QueryClient, guid: string): Machine | undefined {
  for (const [, list] of client.getQueriesData<Data<'machines'>>({ queryKey: ['machines'] })) {
    const found = list?.items.find((machine) => machine.guid === guid);
    if (found) return found;
  }
  return client.getQueryData<Machine>(keyOf('machine', { guid }));
}

/** Call it before a request, so that its response can be compared with events meanwhile. */
export function beginReading(client: QueryClient): Reading {
  return { tick: liveCacheOf(client).tick, seq: null };
}

/** A response with the events that happened while it was under way. */
export function endReading<N extends QueryName>(
  client: QueryClient,
  key: Key<N>,
  reading: Reading,
  answer: Data<N>,
): Data<N> {
  const cache = liveCacheOf(client);
  const [name, params] = key;
  const queryHash = hashKey(key);
  cache.shown.set(queryHash, reading);
  if (cache.shown.size > mostKnown)
    for (const hash of cache.shown.keys()) if (!client.getQueryCache().get(hash)) cache.shown.delete(hash);
  let data: unknown = answer;
  const [oldest] = cache.noted;
  // Without details any change is possible.
  let read: When | undefined =
    oldest && oldest.tick > reading.tick + 1 && eventEffects[name] !== 'asked' ? 'soon' : undefined;
  for (const noted of cache.noted) {
    if (noted.tick <= reading.tick || shows(reading, noted)) continue;
    const effect = effectOn(name, params, data, noted);
    if (effect?.data !== undefined) data = effect.data;
    if (effect?.read && (read === undefined || urgency[effect.read] > urgency[read])) read = effect.read;
  }
  if (read) readAgain(client, { queryKey: key, queryHash }, read);
  return data as Data<N>;
}

/** A read that the server made for the page's HTML. */
export interface ServedRead {
  key: Key<QueryName>;
  data: unknown;
  /** The newest event that it certainly includes. */
  shows: number | null;
  /** The portal's time when it was read. */
  readAt: string;
}

/** Starts with the data of the page. Data in the cache was kept up to date, and stays. */
export function startWith(client: QueryClient, reads: readonly ServedRead[]): void {
  for (const { key, data, shows, readAt } of reads) {
    if (client.getQueryData(key) !== undefined) continue;
    // Nothing had happened in this tab when the server read it.
    const now = endReading(client, key, { tick: 0, seq: shows }, data as Data<QueryName>);
    const ageMs = Math.max(0, serverNow() - Date.parse(readAt));
    // eslint-disable-next-line no-restricted-syntax -- TanStack Query compares it with the browser's clock
    client.setQueryData(key, now, { updatedAt: Date.now() - ageMs });
  }
}

/**
 * The event from which on the stream must send everything, so that the cached data is complete; null when that is not
 * known.
 */
export function shownSince(client: QueryClient): number | null {
  const positions = [...liveCacheOf(client).shown.values()].map(({ seq }) => seq);
  return positions.length === 0 || positions.includes(null) ? null : Math.min(...positions.map(Number));
}
