import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Machine } from '@/lib/contracts/machine';
import type { Operation } from '@/lib/contracts/operation';
import { eventEffects } from './event-effects';
import type { ObjectEvent } from './event-effects';
import { keyOf } from './keys';
import type { Data, Key, Params, QueryName } from './keys';
import {
  applyEvent,
  applyOperation,
  beginReading,
  endReading,
  readEverythingAgain,
  readLaterMs,
  readSoonMs,
  readWritten,
  streamStands,
} from './live-cache';
import { machine, operation, overview, page, sample } from '@/lib/client/testing/samples';

let client: QueryClient;
const put = <N extends QueryName>(name: N, params: Params<N>, data: Data<N>): Key<N> => {
  const key: Key<N> = [name, params];
  client.setQueryData(key, data);
  return key;
};
const get = <N extends QueryName>(key: Key<N>): Data<N> | undefined => client.getQueryData<Data<N>>(key);
const isStale = (key: readonly unknown[]): boolean | undefined => client.getQueryState(key)?.isInvalidated;
const happened = (
  event: 'machine' | 'operation' | 'policy' | 'mount' | 'gone' | 'audit',
  data: unknown,
  seq: number | null = null,
): void => applyEvent(client, { id: null, event, data } as ObjectEvent, seq);

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  return () => vi.useRealTimers();
});

/** The effect of each event about its own machine (m1), policy (p1), operation (o1) and mount (t1) on each query. */
type Expected = 'read' | 'patched' | '-';
const kinds = ['operation', 'settled', 'machine', 'policy', 'mount', 'gone'] as const;
const events: Record<(typeof kinds)[number], [Parameters<typeof happened>[0], unknown]> = {
  operation: ['operation', operation(3, { progress: 40 })],
  settled: ['operation', operation(3, { state: 'SUCCEEDED' })],
  machine: ['machine', machine({ protection: { state: 'FAILING', reason: 'x' }, platform: 'Nutanix' })],
  policy: ['policy', { guid: 'p1' }],
  mount: ['mount', { ...sample('mount').data, state: 'UNMOUNTING' }],
  gone: ['gone', { kind: 'machine', id: 'm1' }],
};
/** In the order of `kinds`. A query of the product without a line here does not compile. */
const census: Record<
  QueryName,
  readonly [Expected, Expected, Expected, Expected, Expected, Expected] | 'static' | 'asked'
> = {
  me: 'static',
  freshness: 'static',
  overview: ['patched', 'read', 'read', 'read', '-', 'read'],
  machines: ['patched', 'patched', 'patched', 'read', '-', 'patched'],
  machine: ['patched', 'read', 'read', 'read', '-', 'read'],
  'every-machine': ['-', '-', 'patched', 'read', '-', 'patched'],
  'machine-facets': ['-', '-', 'read', 'read', '-', 'read'],
  search: ['-', '-', 'read', 'read', '-', 'read'],
  policies: ['-', '-', '-', 'read', '-', 'read'],
  policy: ['-', '-', '-', 'read', '-', 'read'],
  'policy-options': 'static',
  schedule: ['-', '-', '-', 'read', '-', '-'],
  'schedule-preview': 'asked',
  'expected-runs': ['-', 'read', 'read', 'read', '-', 'read'],
  'recovery-points': ['-', 'read', 'read', '-', '-', 'read'],
  'newest-restorable': ['-', 'read', 'read', '-', '-', 'read'],
  'recent-points': ['-', 'read', 'read', '-', '-', 'read'],
  'recovery-point': ['-', 'read', 'read', '-', '-', 'read'],
  'backup-options': ['-', 'read', 'read', 'read', '-', 'read'],
  operations: ['patched', 'patched', '-', '-', '-', 'read'],
  operation: ['patched', 'patched', '-', '-', '-', 'read'],
  restores: ['-', '-', 'read', '-', '-', 'read'],
  'restore-options': ['-', 'read', 'read', '-', '-', 'read'],
  preflight: 'asked',
  mounts: ['-', '-', '-', '-', 'patched', 'read'],
  mount: ['-', '-', '-', '-', 'read', 'read'],
  'mount-files': 'static',
  'mount-options': ['-', 'read', 'read', '-', '-', 'read'],
  downloads: 'static',
  members: 'static',
  'provider-machines': 'static',
  'provider-platforms': 'static',
  'provider-tenants': 'static',
  'provider-tenant': 'static',
  audit: ['-', '-', '-', '-', '-', '-'],
  'provider-audit': 'static',
  storware: 'static',
  capabilities: 'static',
  checklist: 'static',
};

describe.each(Object.keys(census) as QueryName[])('the query %s', (name) => {
  const expected = census[name];
  test('has the expected rule', () => {
    expect(typeof eventEffects[name] === 'string' ? eventEffects[name] : 'follows').toBe(
      typeof expected === 'string' ? expected : 'follows',
    );
  });

  test.each(kinds.map((kind, index) => [kind, typeof expected === 'string' ? '-' : (expected[index] ?? '-')] as const))(
    'on %s: %s',
    (kind, effect) => {
      const { params, data } = sample(name);
      const key = put(name, params as never, data as never);
      if (name !== 'operation') put('operation', { id: 'o1' }, operation(2));
      happened(...events[kind]);
      const changed = client.getQueryData(key) !== data;
      vi.advanceTimersByTime(readLaterMs.most);
      expect(isStale(key) ? 'read' : changed ? 'patched' : '-').toBe(effect);
    },
  );

  test('ignores events of other objects', () => {
    const { params, data } = sample(name);
    const key = put(
      name,
      {
        ...params,
        ...('machine' in params && params.machine === null ? { machine: 'm1' } : {}),
        ...(name === 'machines' ? { policy: 'p1' } : {}),
      },
      data as never,
    );
    const other = { guid: 'm9', name: 'other-01', policy: { guid: 'p9', name: 'Other' } };
    // The cached object shows that nothing counted or sorted has changed.
    put('machines', { search: 'other' }, page([machine(other)]));
    happened('machine', machine({ ...other, lastSuccessAt: null }));
    happened(
      'operation',
      operation(2, { id: 'o9', machine: other, state: 'SUCCEEDED', requestedAt: '2020-01-01T00:00:00.000Z' }),
    );
    happened('mount', { ...sample('mount').data, guid: 't9', machine: other, state: 'ENDED' });
    happened('gone', { kind: 'machine', id: 'm8' });
    vi.advanceTimersByTime(readLaterMs.most);
    // These count or list all objects of the tenant.
    const showsAll: readonly QueryName[] = ['overview', 'operations', 'every-machine', 'machine-facets'];
    if (!showsAll.includes(name)) expect(isStale(key)).toBe(false);
  });

  test('is read again after a gap, unless it is only read on request', () => {
    const { params, data } = sample(name);
    const key = put(name, params as never, data as never);
    readEverythingAgain(client);
    vi.advanceTimersByTime(readSoonMs);
    expect(isStale(key)).toBe(expected !== 'asked');
  });
});

test('new entries of the audit trail read it again, and nothing else', () => {
  const [audit, operations] = [put('audit', {}, sample('audit').data), put('operations', {}, page([operation(2)]))];
  happened('audit', {});
  vi.advanceTimersByTime(readLaterMs.most);
  expect([audit, operations].map(isStale)).toEqual([true, false]);
});

describe('an operation event', () => {
  const lists = () => ({
    machines: put('machines', {}, page([machine()])),
    operations: put('operations', {}, page([operation(2)])),
    overview: put('overview', {}, overview([operation(2)])),
  });

  test('ignores an older version that arrives late', () => {
    const { machines, operations, overview: shown } = lists();
    applyOperation(client, operation(5, { progress: 70 }));
    applyOperation(client, operation(4, { progress: 60 }));
    expect(get(operations)?.items[0]?.progress).toBe(70);
    expect(get(machines)?.items[0]?.operation?.progress).toBe(70);
    expect(get(shown)?.running[0]?.progress).toBe(70);
  });

  test('an older version does not move finished work back to running work', () => {
    const { machines, overview: shown } = lists();
    applyOperation(client, operation(5, { state: 'SUCCEEDED' }));
    applyOperation(client, operation(4, { progress: 60 }));
    expect(get(shown)?.running).toEqual([]);
    expect(get(machines)?.items[0]?.operation).toBeNull();
  });

  test('started, running and ended work is updated in every list without reading a list', () => {
    const all = put('operations', {}, page([operation(2, { id: 'o1', requestedAt: '2026-11-24T12:00:00.000Z' })]));
    const open = put('operations', { state: ['REQUESTED', 'RUNNING'], pageSize: 100 }, page<Operation>([]));
    const ended = put('operations', { state: ['SUCCEEDED'], pageSize: 10 }, page<Operation>([]));
    const newer = { id: 'o2', requestedAt: '2026-11-24T13:00:00.000Z' };
    applyOperation(client, operation(1, { ...newer, state: 'REQUESTED' }));
    expect([get(all), get(open), get(ended)].map((list) => [list?.items.map(({ id }) => id), list?.total])).toEqual([
      [['o2', 'o1'], 2],
      [['o2'], 1],
      [[], 0],
    ]);
    applyOperation(client, operation(2, { ...newer, state: 'RUNNING', progress: 50 }));
    applyOperation(client, operation(3, { ...newer, state: 'SUCCEEDED' }));
    expect([get(all), get(open), get(ended)].map((list) => [list?.items[0]?.state, list?.total])).toEqual([
      ['SUCCEEDED', 2],
      [undefined, 0],
      ['SUCCEEDED', 1],
    ]);
    vi.advanceTimersByTime(readLaterMs.most);
    expect([all, open, ended].map(isStale)).toEqual([false, false, false]);
  });

  test("does not change a full page of others, and leaves the machine's own history to those who show it", () => {
    const full = put(
      'operations',
      { pageSize: 1 },
      { ...page([operation(2, { id: 'o5', requestedAt: '2026-11-24T14:00:00.000Z' })]), pageSize: 1, total: 9 },
    );
    const other = put('recovery-points', { machine: 'm2' }, page([]));
    put('operation', { id: 'o1' }, operation(2));
    applyOperation(client, operation(3, { state: 'SUCCEEDED' }));
    vi.advanceTimersByTime(readLaterMs.most);
    expect([full, other].map(isStale)).toEqual([false, false]);
  });

  test('work on a mount reads mounts again when its state changes, not for each progress', () => {
    const mounts = put('mounts', {}, page([]));
    const step = (version: number, changes: Partial<Operation>) => {
      client.setQueryData(mounts, { ...page([]) });
      applyOperation(client, operation(version, { id: 'o3', kind: 'MOUNT', ...changes }));
      vi.advanceTimersByTime(readSoonMs);
      return isStale(mounts);
    };
    expect([step(1, { progress: 10 }), step(2, { progress: 20 }), step(3, { state: 'SUCCEEDED' })]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a machine event', () => {
  test('keeps the newer state of its operation', () => {
    const machines = put('machines', {}, page([machine()]));
    applyOperation(client, operation(9, { progress: 90 }));
    happened('machine', machine({ name: 'web-renamed', operation: operation(8, { progress: 80 }) }));
    expect(get(machines)?.items.map(({ name, operation: work }) => [name, work?.progress])).toEqual([
      ['web-renamed', 90],
    ]);
  });

  test('removes a machine from a filtered list that it no longer matches, and reads a list that it now matches', () => {
    const late = put(
      'machines',
      { protection: ['LATE'] },
      page([machine({ protection: { state: 'LATE', reason: '' } })]),
    );
    const good = put('machines', { protection: ['PROTECTED'] }, page<Machine>([]));
    happened('machine', machine({ protection: { state: 'PROTECTED', reason: '' } }));
    vi.advanceTimersByTime(readSoonMs);
    expect([get(late)?.items, get(late)?.total, isStale(late), isStale(good)]).toEqual([[], 0, false, true]);
  });

  test('reads a list again only when its order may have changed', () => {
    const byName = put('machines', {}, page([machine()]));
    const byState = put('machines', { sort: '-protection' }, page([machine()]));
    happened('machine', machine({ protection: { state: 'FAILING', reason: '' } }));
    vi.advanceTimersByTime(readLaterMs.most);
    expect([byName, byState].map(isStale)).toEqual([false, true]);
  });

  test('many changes of a machine that no page shows cause one read, and a repeated one none', () => {
    const long = put(
      'machines',
      { sort: '-protection', pageSize: 1 },
      { ...page([machine()]), pageSize: 1, total: 90 },
    );
    const read = vi.spyOn(client, 'invalidateQueries');
    for (const state of ['LATE', 'FAILING', 'PROTECTED'] as const)
      happened('machine', machine({ guid: 'm7', protection: { state, reason: '' } }));
    vi.advanceTimersByTime(readLaterMs.most);
    happened('machine', machine({ guid: 'm7', protection: { state: 'PROTECTED', reason: 'told again' } }));
    vi.advanceTimersByTime(readLaterMs.most);
    expect(read).toHaveBeenCalledTimes(1);
    expect(isStale(long)).toBe(true);
  });
});

describe('a response that was under way during an event', () => {
  test('does not restore old data, and is read again where the event requires it', () => {
    const key = keyOf('machine', { guid: 'm1' });
    const reading = beginReading(client);
    happened('machine', machine({ name: 'newer' }), 20);
    const old = { ...sample('machine').data, name: 'older' };
    const arrived = endReading(client, key, reading, old);
    client.setQueryData(key, arrived);
    expect(arrived.name).toBe('newer');
    vi.advanceTimersByTime(readSoonMs);
    expect(isStale(key)).toBe(true);
  });

  test.each<[QueryName, ObjectEvent, (data: never) => unknown, unknown]>([
    [
      'machines',
      { id: null, event: 'machine', data: machine({ name: 'newer' }) },
      ({ items }: Data<'machines'>) => items[0]?.name,
      'newer',
    ],
    [
      'machines',
      { id: null, event: 'gone', data: { kind: 'machine', id: 'm1' } },
      ({ items }: Data<'machines'>) => items.length,
      0,
    ],
    [
      'every-machine',
      { id: null, event: 'machine', data: machine({ name: 'newer' }) },
      ({ items }: Data<'every-machine'>) => items[0]?.name,
      'newer',
    ],
    [
      'overview',
      { id: null, event: 'operation', data: operation(7, { progress: 99 }) },
      ({ running }: Data<'overview'>) => running[0]?.progress,
      99,
    ],
    [
      'overview',
      { id: null, event: 'machine', data: machine({ name: 'newer' }) },
      ({ attention }: Data<'overview'>) => attention[0]?.name,
      'newer',
    ],
    [
      'operations',
      { id: null, event: 'operation', data: operation(7, { progress: 99 }) },
      ({ items }: Data<'operations'>) => items[0]?.progress,
      99,
    ],
    [
      'mounts',
      { id: null, event: 'mount', data: { ...sample('mount').data, state: 'UNMOUNTING' } },
      ({ items }: Data<'mounts'>) => items[0]?.state,
      'UNMOUNTING',
    ],
    [
      'mount',
      { id: null, event: 'mount', data: { ...sample('mount').data, state: 'UNMOUNTING' } },
      ({ state }: Data<'mount'>) => state,
      'UNMOUNTING',
    ],
  ])('includes the events meanwhile: %s', (name, event, told, expected) => {
    const { params, data } = sample(name);
    const reading = beginReading(client);
    applyEvent(client, event, 20);
    expect(told(endReading(client, [name, params] as Key<typeof name>, reading, data as never) as never)).toBe(
      expected,
    );
  });

  test('is used unchanged when the server says that it includes the event', () => {
    const reading = beginReading(client);
    happened('machine', machine({ name: 'of event 20' }), 20);
    reading.seq = 21;
    const arrived = endReading(client, keyOf('machine', { guid: 'm1' }), reading, {
      ...sample('machine').data,
      name: 'of event 21',
    });
    expect(arrived.name).toBe('of event 21');
  });

  test('is not changed by an event that arrives late', () => {
    const key = keyOf('machine', { guid: 'm1' });
    const reading = beginReading(client);
    reading.seq = 21;
    client.setQueryData(key, endReading(client, key, reading, { ...sample('machine').data, name: 'of event 21' }));
    happened('machine', machine({ name: 'of event 20' }), 20);
    vi.advanceTimersByTime(readLaterMs.most);
    expect([get(key)?.name, isStale(key)]).toEqual(['of event 21', false]);
  });

  test('is read once more after a write of this tab', () => {
    const key = keyOf('policies', {});
    const reading = beginReading(client);
    readWritten(client, ['policies']);
    client.setQueryData(key, endReading(client, key, reading, page([])));
    vi.advanceTimersByTime(0);
    expect(isStale(key)).toBe(true);
  });

  test('a pending change waits for its read, also when another change is applied at once', () => {
    const key = put('machine', { guid: 'm1' }, sample('machine').data);
    happened('policy', { guid: 'p1' });
    vi.advanceTimersByTime(readSoonMs);
    happened('operation', operation(8, { progress: 80 }));
    expect([get(key)?.operation?.progress, isStale(key)]).toEqual([80, true]);
  });
});

describe('a newly opened stream', () => {
  test('reads older queries again, unless the response includes all changes so far', () => {
    const [before, after] = [keyOf('overview'), keyOf('machines', {})];
    const old = beginReading(client);
    client.setQueryData(before, endReading(client, before, old, overview([])));
    const exact = { ...beginReading(client), seq: 30 };
    client.setQueryData(after, endReading(client, after, exact, page([machine()])));
    streamStands(client, 30);
    vi.advanceTimersByTime(readSoonMs);
    expect([before, after].map(isStale)).toEqual([true, false]);
  });
});
